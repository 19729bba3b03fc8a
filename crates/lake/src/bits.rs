//! A growable set of row positions, one bit each.

/// Positions, from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BitSet {
    words: Vec<u64>,
    count: u64,
}

impl BitSet {
    /// Adds a position; says whether it is new.
    pub fn insert(&mut self, position: u64) -> bool {
        let (word, bit) = (usize::try_from(position / 64).unwrap_or(usize::MAX), 1_u64 << (position % 64));
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        let new = self.words[word] & bit == 0;
        self.words[word] |= bit;
        self.count += u64::from(new);
        new
    }

    /// Is the position in the set?
    #[must_use]
    pub fn contains(&self, position: u64) -> bool {
        usize::try_from(position / 64).ok().and_then(|w| self.words.get(w)).is_some_and(|w| w & (1 << (position % 64)) != 0)
    }

    /// Number of positions.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.count
    }

    /// Is it empty?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}
