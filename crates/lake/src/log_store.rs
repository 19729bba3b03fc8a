//! The table log on object stores that Delta itself does not know.
//!
//! Delta's own log store is safe wherever "put if absent" is atomic, which S3, Google and Azure offer today and `object_store`
//! asks for; all that is missing is its registration for their schemes. Other helpers (a lock table in DynamoDB) are not needed.

use deltalake_core::logstore::{LogStore, LogStoreFactory, ObjectStoreRef, StorageConfig, default_logstore, logstore_factories};
use deltalake_core::{DeltaResult, DeltaTableError};
use std::sync::Arc;
use url::Url;

struct PutIfAbsent;

impl LogStoreFactory for PutIfAbsent {
    fn with_options(
        &self, prefixed_store: ObjectStoreRef, root_store: ObjectStoreRef, location: &Url, options: &StorageConfig,
    ) -> DeltaResult<Arc<dyn LogStore>> {
        Ok(default_logstore(prefixed_store, root_store, location, options))
    }
}

/// Makes Delta accept tables under URLs like this one; a scheme that it knows stays as it is.
pub fn register(location: &Url) -> Result<(), DeltaTableError> {
    let scheme = Url::parse(&format!("{}://", location.scheme())).map_err(|e| DeltaTableError::Generic(e.to_string()))?;
    logstore_factories().entry(scheme).or_insert_with(|| Arc::new(PutIfAbsent));
    Ok(())
}
