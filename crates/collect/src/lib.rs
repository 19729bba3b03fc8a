//! Collect: from a seller's files to the ledger.
//!
//! Mapping profiles, streaming import with exact row accounting, quarantine and replay, versions of a row, undo. It never
//! guesses: a row that cannot be read is kept verbatim with the reason.

mod batch;
mod convert;
mod detect;
mod error;
#[doc(hidden)]
pub mod fuzzing;
mod identify;
mod import;
mod importers;
mod keys;
mod lane;
mod lineage;
mod lookup;
mod plan;
pub mod presets;
pub mod profile;
mod progress;
mod reading;
pub mod reasons;
mod record;
mod replay;
mod settle;
mod source;
mod split;
mod suggest;
mod text;
mod times;
mod typed;
mod undo;
mod undo_preview;
pub mod watch;
mod workbook;
mod zone;

pub use detect::{Detection, detect};
pub use error::ImportError;
pub use import::{BUSINESS_ZONE, FileReport, ImportReport, ImportRequest, import};
pub use importers::webhooks;
pub use lineage::{SourceRow, source_row};
pub use progress::{Phase, Progress};
pub use replay::{Replace, ReplayPreview, ReplayRequest, replay, replay_preview};
pub use suggest::{
    Answers, ColumnGuess, FieldGuess, MappedRow, Preview, Question, RejectedRow, SuggestRequest, Suggestion, TableChoice, profile_name,
    save, suggest,
};
pub use undo::{UndoReport, undo};
pub use undo_preview::{Refill, UndoPreview, undo_preview};
