//! Lists in order, without a sort of their own for every type.
//!
//! On no arrow: engine, language, worker and page use it where time does not matter. Each `sort` of the standard
//! library is some four thousand bytes of WebAssembly, and so is each `collect` into a set or a map, which sorts
//! first. Here one function puts all lists in order. Each `BTreeMap` is as much; small maps are lists, too.

use std::cmp::Ordering;
use std::mem::take;

use litemap::LiteMap;

/// A map that is a list in the order of its keys. To insert takes time in proportion to what is in it.
pub type Map<K, V> = LiteMap<K, V>;

/// Puts a list in order.
pub fn sort<T: Ord>(list: &mut Vec<T>) {
    sort_by(list, &T::cmp);
}

/// Puts a list in the order of keys. What has equal keys stays in its order.
pub fn sort_by_key<T, K: Ord>(list: &mut Vec<T>, key: impl Fn(&T) -> K) {
    sort_by(list, &|a, b| key(a).cmp(&key(b)));
}

fn sort_by<T>(list: &mut Vec<T>, compare: &dyn Fn(&T, &T) -> Ordering) {
    // Most are short, or are in order already: those cost nothing.
    if list.is_sorted_by(|a, b| compare(a, b).is_le()) {
        return;
    }
    let order = order(list.len(), &|a, b| compare(&list[a], &list[b]));
    let mut before: Vec<Option<T>> = take(list).into_iter().map(Some).collect();
    list.extend(order.into_iter().filter_map(|place| before[place].take()));
}

/// The places of so many things in their order: runs of one, two, four are merged until there is one.
#[inline(never)]
fn order(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect();
    let mut run = 1;
    while run < len {
        let mut merged = Vec::with_capacity(len);
        for pair in order.chunks(2 * run) {
            let (mut left, mut right) = pair.split_at(run.min(pair.len()));
            while let ([a, rest_left @ ..], [b, rest_right @ ..]) = (left, right) {
                if compare(*a, *b).is_le() {
                    merged.push(*a);
                    left = rest_left;
                } else {
                    merged.push(*b);
                    right = rest_right;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        order = merged;
        run *= 2;
    }
    order
}

/// These in order, each once.
pub fn distinct<T: Ord>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut list: Vec<T> = items.into_iter().collect();
    sort(&mut list);
    list.dedup();
    list
}

/// A map of these; of equal keys the last one counts.
pub fn map<K: Ord, V>(entries: impl IntoIterator<Item = (K, V)>) -> Map<K, V> {
    let mut map = Map::new_vec();
    for (key, value) in entries {
        map.insert(key, value);
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_keys_stay_in_their_order() {
        let mut words = vec!["pear", "fig", "plum", "nut", "kiwi", "date"];
        sort_by_key(&mut words, |word| word.len());
        assert_eq!(words, ["fig", "nut", "pear", "plum", "kiwi", "date"]);
        sort(&mut words);
        assert_eq!(words, ["date", "fig", "kiwi", "nut", "pear", "plum"]);
    }

    #[test]
    fn lists_of_every_length_come_out_as_those_of_the_standard_library() {
        let mut number = 1_u32;
        for len in 0..200 {
            let next = |_| {
                number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                number >> 26
            };
            let mut list: Vec<u32> = (0..len).map(next).collect();
            let mut known = list.clone();
            known.sort_unstable();
            sort(&mut list);
            assert_eq!(list, known);
            known.dedup();
            assert_eq!(distinct(list), known);
        }
    }

    #[test]
    fn of_equal_keys_the_last_one_counts() {
        let map = map([(2, 'a'), (1, 'b'), (2, 'c')]);
        assert!(map.iter().eq([(&1, &'b'), (&2, &'c')]));
    }
}
