//! The members of the family and their names.

/// How the season enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Season {
    /// Not at all.
    None,
    /// Added.
    Add,
    /// As a factor.
    Multiply,
}

/// A member of the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EtsForm {
    /// Whether the error grows with the value.
    pub relative_error: bool,
    /// Whether there is an additive trend.
    pub trend: bool,
    /// Whether the trend dies down.
    pub damped: bool,
    /// How the season enters.
    pub season: Season,
}

impl EtsForm {
    /// All members that are tried, simple ones first.
    pub const ALL: [Self; 15] = [
        Self::new(false, false, false, Season::None),
        Self::new(false, true, false, Season::None),
        Self::new(false, true, true, Season::None),
        Self::new(true, false, false, Season::None),
        Self::new(true, true, false, Season::None),
        Self::new(true, true, true, Season::None),
        Self::new(false, false, false, Season::Add),
        Self::new(false, true, false, Season::Add),
        Self::new(false, true, true, Season::Add),
        Self::new(true, false, false, Season::Add),
        Self::new(true, true, false, Season::Add),
        Self::new(true, true, true, Season::Add),
        Self::new(true, false, false, Season::Multiply),
        Self::new(true, true, false, Season::Multiply),
        Self::new(true, true, true, Season::Multiply),
    ];

    const fn new(relative_error: bool, trend: bool, damped: bool, season: Season) -> Self {
        Self { relative_error, trend, damped, season }
    }

    /// Reads the usual three letters, for example `MAdM`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.name() == text)
    }

    /// The usual letters: error, trend, season.
    pub fn name(self) -> String {
        let error = if self.relative_error { "M" } else { "A" };
        let trend = match (self.trend, self.damped) {
            (false, _) => "N",
            (true, false) => "A",
            (true, true) => "Ad",
        };
        let season = match self.season {
            Season::None => "N",
            Season::Add => "A",
            Season::Multiply => "M",
        };
        format!("{error}{trend}{season}")
    }

    /// Estimated numbers of a series with a season of `period`: weights, first states and the variance.
    pub(super) fn parameters(self, period: usize) -> usize {
        let season = if self.season == Season::None { 0 } else { 1 + period - 1 };
        2 + 2 * usize::from(self.trend) + usize::from(self.damped) + season + 1
    }
}
