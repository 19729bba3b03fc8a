//! All lanes: the shipped ones, and a home's own in their place or beside them.

pub use super::file::Leg;
use super::lane::Lane;
use super::shipped::SHIPPED;
use crate::error::RuleError;

/// All lanes that are known, by code.
#[derive(Debug)]
pub struct LaneBook {
    lanes: Vec<Lane>,
}

impl LaneBook {
    /// The shipped lanes.
    ///
    /// # Errors
    /// [`RuleError`]; a test keeps it from happening.
    pub fn shipped() -> Result<Self, RuleError> {
        let mut lanes = Vec::new();
        for (file, text) in SHIPPED {
            lanes.push(Lane { shipped: true, ..Lane::parse(file, text)? });
        }
        lanes.sort_by(|a, b| a.code.cmp(&b.code));
        Ok(Self { lanes })
    }

    /// The same book with the lanes of a home: pairs of file name and text. Each joins, or stands in the place of the shipped one
    /// of its code.
    ///
    /// # Errors
    /// [`RuleError`] for a file that is not a lane.
    pub fn with(mut self, own: &[(String, String)]) -> Result<Self, RuleError> {
        for (file, text) in own {
            let lane = Lane::parse(file, text)?;
            match self.lanes.binary_search_by(|known| known.code.cmp(&lane.code)) {
                Ok(at) => self.lanes[at] = lane,
                Err(at) => self.lanes.insert(at, lane),
            }
        }
        Ok(self)
    }

    /// Every lane, by code.
    #[must_use]
    pub fn lanes(&self) -> &[Lane] {
        &self.lanes
    }

    /// A lane by its code.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<&Lane> {
        self.lanes.binary_search_by(|lane| lane.code.as_str().cmp(code)).ok().map(|at| &self.lanes[at])
    }
}
