//! Real sockets, on whatever port is free.

use crate::server::Server;
use entrepot_api::serve;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[tokio::test(flavor = "multi_thread")]
async fn it_serves_until_told_to_stop() {
    let server = Server::start(|_| {}).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(serve(server.app.clone(), listener, async {
        let _ = stopped.await;
    }));
    let mut socket = TcpStream::connect(addr).await.unwrap();
    socket.write_all(format!("GET /api/v1/health HTTP/1.1\r\nHost: {addr}\r\nConnection: close\r\n\r\n").as_bytes()).await.unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("{\"ok\":true}"), "{answer}");
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(10), serving).await.expect("it ends").unwrap().unwrap();
    assert!(TcpStream::connect(addr).await.is_err(), "nobody listens any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_does_not_open_to_other_machines_without_a_token() {
    let server = Server::start(|_| {}).await;
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let error = serve(server.app.clone(), listener, async {}).await.unwrap_err();
    assert_eq!((error.code(), error.hint().contains("127.0.0.1")), ("serve.token", true));
}
