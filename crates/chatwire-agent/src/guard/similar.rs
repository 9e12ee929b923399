//! How alike two texts are.

/// Characters of a text that are compared: enough to know an answer again.
const MOST: usize = 1_000;

/// Likeness from 0 to 1 by the longest blocks that both texts share, letters of both cases being one.
///
/// The measure of the newest Python agent (Ratcliff and Obershelp).
pub(crate) fn ratio(a: &str, b: &str) -> f64 {
    let of = |text: &str| -> Vec<char> { text.to_lowercase().chars().take(MOST).collect() };
    let (a, b) = (of(a), of(b));
    let all = a.len() + b.len();
    if all == 0 {
        return 1.0;
    }
    let shared = shared(&a, &b);
    #[expect(clippy::cast_precision_loss, reason = "at most 2,000")]
    let ratio = 2.0 * shared as f64 / all as f64;
    ratio
}

/// Characters in common blocks, from the longest on, to both sides of it.
fn shared(a: &[char], b: &[char]) -> usize {
    let mut sum = 0;
    // Pairs of ranges that are still to be looked at; no recursion, for texts that share single letters only.
    let mut open = vec![(a, b)];
    while let Some((a, b)) = open.pop() {
        let (at_a, at_b, length) = longest(a, b);
        if length == 0 {
            continue;
        }
        sum += length;
        open.extend(a.get(..at_a).zip(b.get(..at_b)));
        open.extend(a.get(at_a + length..).zip(b.get(at_b + length..)));
    }
    sum
}

/// The first of the longest blocks that both have.
fn longest(a: &[char], b: &[char]) -> (usize, usize, usize) {
    let mut best = (0, 0, 0);
    let mut before = vec![0_usize; b.len() + 1];
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![0_usize; b.len() + 1];
        for ((j, y), diagonal) in b.iter().enumerate().zip(&before) {
            if x != y {
                continue;
            }
            let length = diagonal + 1;
            if let Some(cell) = row.get_mut(j + 1) {
                *cell = length;
            }
            if length > best.2 {
                best = (i + 1 - length, j + 1 - length, length);
            }
        }
        before = row;
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_ratios() {
        // Values of Python's difflib.
        for (a, b, expected) in [
            ("abcd", "bcde", 0.75),
            ("Hello", "hello", 1.0),
            ("", "", 1.0),
            ("abc", "xyz", 0.0),
            (
                "private Thread currentThread;",
                "private volatile Thread currentThread;",
                0.865_671_641_791_044_8,
            ),
        ] {
            assert!((ratio(a, b) - expected).abs() < 1e-12, "{a} {b} {}", ratio(a, b));
        }
    }
}
