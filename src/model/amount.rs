//! Exact sums of amounts of money.

use serde_json::{Number, Value};
use std::ops::AddAssign;

/// An amount in millionths of a currency unit: sums are exact, since amounts have fewer decimals.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(i128);

const SCALE: i128 = 1_000_000;
const DECIMALS: usize = 6;

impl Amount {
    /// Parses a JSON number; one with an exponent is converted with the precision of a float.
    pub fn from_json(number: &str) -> Option<Amount> {
        Amount::from_decimal(number).or_else(|| {
            let number: f64 = number.parse().ok()?;
            let scaled = number * SCALE as f64;
            (scaled.abs() < 1e36).then_some(Amount(scaled.round() as i128))
        })
    }

    fn from_decimal(number: &str) -> Option<Amount> {
        let (sign, digits) = match number.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, number),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || whole.len() > 30 || !is_number(whole) || !is_number(fraction) {
            return None;
        }
        let (kept, rest) = fraction.split_at(fraction.len().min(DECIMALS));
        let whole: i128 = whole.parse().ok()?;
        let fraction: i128 = format!("{kept:0<DECIMALS$}").parse().ok()?;
        let rounded = i128::from(rest.starts_with(['5', '6', '7', '8', '9']));
        Some(Amount(sign * (whole * SCALE + fraction + rounded)))
    }

    /// This percentage of the amount.
    pub fn percent(self, percent: f64) -> Amount {
        let millionths = (percent * 1e4).round() as i128;
        Amount(self.0 * millionths / SCALE)
    }

    pub fn as_f64(self) -> f64 {
        self.0 as f64 / SCALE as f64
    }

    /// Formats a JSON number without trailing zeros.
    pub fn to_json(self) -> Value {
        let (sign, digits) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        let (whole, fraction) = (digits / SCALE.unsigned_abs(), digits % SCALE.unsigned_abs());
        let text = format!("{sign}{whole}.{fraction:06}");
        let text = text.trim_end_matches('0').trim_end_matches('.');
        match text.parse::<i64>() {
            Ok(whole) => whole.into(),
            Err(_) => {
                text.parse().ok().and_then(Number::from_f64).map_or(Value::Null, Value::Number)
            }
        }
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Amount) {
        self.0 = self.0.saturating_add(other.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_exact() {
        let mut sum = Amount::default();
        for _ in 0..10 {
            sum += Amount::from_json("0.1").unwrap();
        }
        assert_eq!(sum.to_json().to_string(), "1");
        for (text, shown) in [
            ("1200.50", "1200.5"),
            ("-3", "-3"),
            ("1e3", "1000"),
            ("1.6666666", "1.666667"),
            ("0", "0"),
        ] {
            assert_eq!(Amount::from_json(text).unwrap().to_json().to_string(), shown, "{text}");
        }
        assert!(Amount::from_json("abc").is_none());
        assert_eq!(Amount::from_json("250.10").unwrap().percent(40.0).to_json(), 100.04);
        assert_eq!(Amount::from_json("10").unwrap().percent(33.5).to_json(), 3.35);
    }
}
