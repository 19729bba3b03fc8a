//! Where the tables are: a local folder or any object store URL.

use crate::LakeError;
use object_store::ObjectStore;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use url::Url;

/// A root folder for tables and the store that holds it.
#[derive(Clone, Debug)]
pub struct Location {
    /// URL of the root, ending in `/`.
    pub url: Url,
    /// The root as a local folder, when it is one.
    pub local: Option<PathBuf>,
    /// The store, rooted at the file system or bucket.
    pub store: Arc<dyn ObjectStore>,
    /// The root inside the store.
    pub root: Path,
    /// URL of the store itself.
    pub store_url: Url,
}

impl Location {
    /// A local folder; it is created when missing.
    ///
    /// # Errors
    /// `lake.io`, `lake.read_only`, `lake.location`.
    pub fn folder(path: &std::path::Path) -> Result<Self, LakeError> {
        std::fs::create_dir_all(path).map_err(LakeError::io(format!("cannot create {}", path.display())))?;
        let path = path.canonicalize().map_err(LakeError::io(format!("cannot resolve {}", path.display())))?;
        let bad = |cause: &str| LakeError::Location { url: path.display().to_string(), cause: cause.to_owned() };
        let url = Url::from_directory_path(&path).map_err(|()| bad("not an absolute folder"))?;
        let store_url = Url::parse("file:///").map_err(|e| bad(&e.to_string()))?;
        let root = Path::from_absolute_path(&path).map_err(|e| bad(&e.to_string()))?;
        Ok(Self { url, local: Some(path), store: Arc::new(LocalFileSystem::new()), root, store_url })
    }

    /// A URL such as `s3://bucket/prefix` or `memory:///lake`; options come from `env` (lower-case keys as the
    /// store names them, for example `aws_endpoint`).
    ///
    /// # Errors
    /// `lake.location` when the URL or its options are not understood.
    pub fn parse(text: &str, env: &[(String, String)]) -> Result<Self, LakeError> {
        let bad = |cause: String| LakeError::Location { url: text.to_owned(), cause };
        let mut url = Url::parse(text).map_err(|e| bad(e.to_string()))?;
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        if url.scheme() == "file" {
            let path = url.to_file_path().map_err(|()| bad("not a local path".to_owned()))?;
            return Self::folder(&path);
        }
        crate::log_store::register(&url)?;
        let (store, root) = object_store::parse_url_opts(&url, env.iter().cloned()).map_err(|e| bad(e.to_string()))?;
        let mut store_url = url.clone();
        store_url.set_path("/");
        Ok(Self { url, local: None, store: Arc::from(store), root, store_url })
    }

    /// URL of one table.
    ///
    /// # Errors
    /// `lake.location` when the name cannot stand in a URL.
    pub fn table_url(&self, table: &str) -> Result<Url, LakeError> {
        self.url.join(&format!("{table}/")).map_err(|e| LakeError::Location { url: format!("{}{table}", self.url), cause: e.to_string() })
    }
}
