//! A map for dense integer keys, such as row numbers of an import. A hash map takes twice the memory.

use std::collections::BTreeMap;

#[derive(Debug)]
pub struct NumberMap<T> {
    /// Values for `CHUNK` numbers each.
    chunks: BTreeMap<usize, Box<[Option<T>]>>,
    count: usize,
}

const CHUNK: usize = 256;

impl<T> Default for NumberMap<T> {
    fn default() -> NumberMap<T> {
        NumberMap { chunks: BTreeMap::new(), count: 0 }
    }
}

impl<T> NumberMap<T> {
    pub fn get(&self, n: usize) -> Option<&T> {
        self.chunks.get(&(n / CHUNK))?[n % CHUNK].as_ref()
    }

    pub fn insert(&mut self, n: usize, value: T) {
        let chunk = self.chunks.entry(n / CHUNK);
        let chunk = chunk.or_insert_with(|| (0..CHUNK).map(|_| None).collect());
        self.count += usize::from(chunk[n % CHUNK].replace(value).is_none());
    }

    /// The value of a number; inserts the default if there is none.
    pub fn get_or_default(&mut self, n: usize) -> &mut T
    where
        T: Default,
    {
        let chunk = self.chunks.entry(n / CHUNK);
        let chunk = chunk.or_insert_with(|| (0..CHUNK).map(|_| None).collect());
        self.count += usize::from(chunk[n % CHUNK].is_none());
        chunk[n % CHUNK].get_or_insert_with(T::default)
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Iterates over the values in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        self.chunks.iter().flat_map(|(at, chunk)| {
            let values = chunk.iter().enumerate();
            values.filter_map(move |(n, value)| Some((at * CHUNK + n, value.as_ref()?)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn behaves_like_a_btree_map(pairs in prop::collection::vec((0usize..1_000, any::<u8>()), 0..300), huge: usize) {
            let (mut map, mut expected) = (NumberMap::default(), BTreeMap::new());
            for (n, value) in pairs.into_iter().chain([(huge, 1)]) {
                map.insert(n, value);
                expected.insert(n, value);
                *map.get_or_default(n / 2) |= 1;
                *expected.entry(n / 2).or_default() |= 1;
            }
            prop_assert_eq!(map.count, expected.len());
            prop_assert!(map.iter().eq(expected.iter().map(|(n, value)| (*n, value))));
            prop_assert_eq!(map.get(huge), expected.get(&huge));
            prop_assert_eq!(map.get(2_000), expected.get(&2_000));
        }
    }
}
