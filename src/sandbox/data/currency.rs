//! Currencies: codes, formatting, and fixed exchange rates.

use serde::{Serialize, Serializer};

#[derive(Debug)]
pub struct Currency {
    pub id: u64,
    pub code: &'static str,
    pub name: &'static str,
    pub decimals: usize,
    pub symbol: &'static str,
    /// The prefix of formatted amounts in v1.
    sign: &'static str,
    /// The value of one unit in euros.
    rate: f64,
}

/// The default currency.
pub static HOME: &Currency = &CURRENCIES[0];

pub static CURRENCIES: &[Currency] = &[
    new_currency(1, "EUR", "Euro", 2, ("€", "€"), 1.0),
    new_currency(2, "USD", "US Dollar", 2, ("$", "US$"), 0.875),
    new_currency(3, "GBP", "British Pound", 2, ("£", "£"), 1.125),
    new_currency(4, "SEK", "Swedish Krona", 2, ("kr", "SEK "), 0.09),
    new_currency(5, "CHF", "Swiss Franc", 2, ("Fr.", "CHF "), 1.0625),
    new_currency(6, "JPY", "Japanese Yen", 0, ("¥", "¥"), 0.006),
];

const fn new_currency(
    id: u64,
    code: &'static str,
    name: &'static str,
    decimals: usize,
    (symbol, sign): (&'static str, &'static str),
    rate: f64,
) -> Currency {
    Currency { id, code, name, decimals, symbol, sign, rate }
}

pub fn currency(code: &str) -> Option<&'static Currency> {
    CURRENCIES.iter().find(|currency| currency.code == code)
}

impl Currency {
    /// Converts an amount of this currency by the fixed rates.
    pub fn convert(&self, amount: f64, into: &Currency) -> f64 {
        round_amount(amount * self.rate / into.rate)
    }

    /// Formats an amount as v1 does: `€12,500`, `US$11.10`.
    pub fn format(&self, amount: f64) -> String {
        let whole = amount.fract() == 0.0 || self.decimals == 0;
        let decimals = if whole { 0 } else { self.decimals };
        let digits = format!("{:.decimals$}", amount.abs());
        let (integer, fraction) = match digits.split_once('.') {
            Some((integer, fraction)) => (integer, format!(".{fraction}")),
            None => (digits.as_str(), String::new()),
        };
        let minus = if amount < 0.0 { "-" } else { "" };
        let mut grouped = String::new();
        for (place, digit) in integer.chars().enumerate() {
            if place > 0 && (integer.len() - place) % 3 == 0 {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        format!("{minus}{}{grouped}{fraction}", self.sign)
    }
}

/// Rounds to cents, so that sums of converted amounts stay readable.
pub fn round_amount(amount: f64) -> f64 {
    (amount * 100.0).round() / 100.0
}

/// A number that is serialized without a fraction if it is whole: `12500`, not `12500.0`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plain(pub f64);

impl Serialize for Plain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.fract() == 0.0 && self.0.abs() < 9e15 {
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

impl std::fmt::Display for Plain {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_amounts_like_v1() {
        let format = |code, amount| currency(code).unwrap().format(amount);
        assert_eq!(format("EUR", 12500.0), "€12,500");
        assert_eq!(format("USD", 1234567.5), "US$1,234,567.50");
        assert_eq!(format("JPY", 99.9), "¥100");
        assert_eq!(format("GBP", -0.25), "-£0.25");
    }

    #[test]
    fn serializes_whole_numbers_without_fraction() {
        assert_eq!(serde_json::to_string(&Plain(12500.0)).unwrap(), "12500");
        assert_eq!(serde_json::to_string(&Plain(0.1)).unwrap(), "0.1");
    }
}
