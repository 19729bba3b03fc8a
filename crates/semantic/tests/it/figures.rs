//! Many figures at once are the figures of each question alone.

use crate::partitions::book;
use crate::{open, semantic};
use entrepot_domain::{Country, Currency};
use entrepot_semantic::{Compare, MetricQuery};

#[tokio::test]
async fn figures_at_once_are_those_asked_alone() {
    let (_engine, session) = open(&book().snapshot(1, 3).await, 2);
    let layer = semantic();
    layer.set_home_country(Country::parse("GB").ok());
    for compare in [None, Some(Compare::Previous)] {
        let asked: Vec<MetricQuery> = crate::random::metrics()
            .iter()
            .map(|metric| MetricQuery {
                filters: vec![("mode".to_owned(), "b2c".to_owned()), ("mode".to_owned(), "b2b".to_owned())],
                compare: compare.filter(|_| metric != "cagr"),
                currency: Some(Currency::EUR),
                ..MetricQuery::new(metric)
            })
            .collect();
        let mut told = 0;
        for (question, figure) in asked.iter().zip(layer.figures(&session, &asked).await) {
            let (answer, figure) = (layer.answer(&session, question).await.unwrap(), figure.unwrap());
            let alone = (answer.metric, answer.unit, answer.currency, answer.total.value, answer.total.previous, answer.compare);
            told += usize::from(figure.value.is_some());
            assert_eq!((figure.metric, figure.unit, figure.currency, figure.value, figure.previous, figure.compare), alone);
        }
        assert!(told > 20, "{told} figures are told");
    }
    let wrong = MetricQuery { filters: vec![("region".to_owned(), "nowhere".to_owned())], ..MetricQuery::new("orders") };
    let found = layer.figures(&session, &[MetricQuery::new("orders"), wrong, MetricQuery::new("units")]).await;
    assert!(found[0].is_ok() && found[1].is_err() && found[2].is_ok(), "one that cannot be told does not keep the others");
}
