//! Formats amounts for people: grouped digits, rounded to the decimals of the currency.

use super::record::Record;
use crate::text;
use std::collections::HashMap;

/// Currency data; if the company's list is not loaded, decimals are those of ISO 4217.
#[derive(Debug, Default)]
pub struct Currencies {
    decimals: HashMap<String, usize>,
    /// The default currency of the token's user, in which totals are reported.
    pub home: Option<String>,
}

/// Decimals of the currencies that do not have two, by ISO 4217.
const DECIMALS: [(usize, &[&str]); 3] = [
    (
        0,
        &[
            "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
            "VND", "VUV", "XAF", "XOF", "XPF",
        ],
    ),
    (3, &["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]),
    (4, &["CLF", "UYW"]),
];

/// Number of decimals to keep if the currency is unknown; some currencies have three.
const KEPT_DECIMALS: usize = 3;

impl Currencies {
    /// Reads the company's currency list, whose `decimal_points` override ISO 4217 (pipedrive.md
    /// P368).
    pub fn learn(&mut self, records: &[Record]) {
        let known = |record: &Record| {
            let reading = record.read();
            let decimals = reading.get("decimal_points")?.get().parse().ok()?;
            Some((reading.text("code")?.to_ascii_uppercase(), decimals))
        };
        self.decimals = records.iter().filter_map(known).collect();
    }

    /// Whether the company's list is known and does not have the currency.
    pub fn lacks(&self, code: &str) -> bool {
        !self.decimals.is_empty() && !self.decimals.contains_key(&code.to_ascii_uppercase())
    }

    fn decimals(&self, code: &str) -> usize {
        let code = code.to_ascii_uppercase();
        self.decimals.get(&code).copied().unwrap_or_else(|| iso_decimals(&code))
    }

    /// Formats an amount: `1,200.50`, `12,500`. Rounds half away from zero to the decimals of
    /// `currency`, and shows all of them or none. Without a currency, two or three decimals are
    /// kept and more are rounded to two. Text that is not a number is returned unchanged.
    pub fn amount(&self, number: &str, currency: Option<&str>) -> String {
        let Some(number) = Decimal::parse(number) else { return number.to_owned() };
        let number = match currency.filter(|code| !code.is_empty()) {
            Some(code) => number.round(self.decimals(code)),
            None if number.fraction.len() == KEPT_DECIMALS => number,
            None => number.round(2),
        };
        text::group_digits(&number.without_zero_fraction().to_string())
    }
}

/// The decimals of a currency by ISO 4217; two for a code that is not in it.
pub fn iso_decimals(code: &str) -> usize {
    let listed = DECIMALS.iter().find(|(_, codes)| codes.contains(&code));
    listed.map_or(2, |(decimals, _)| *decimals)
}

/// A decimal number, split into digits.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Decimal {
    is_negative: bool,
    whole: String,
    fraction: String,
}

impl Decimal {
    /// Maximum exponent to expand; text with a larger one is not formatted.
    const MAX_EXPONENT: usize = 40;

    /// Parses a JSON number, including `-1.5e3`.
    fn parse(text: &str) -> Option<Decimal> {
        let (is_negative, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        let shift = exponent.unsigned_abs() as usize;
        if whole.is_empty()
            || !is_digits(whole)
            || !is_digits(fraction)
            || shift > Self::MAX_EXPONENT
        {
            return None;
        }
        let zeros = "0".repeat(shift);
        let (whole, fraction) = if exponent < 0 {
            let digits = format!("{zeros}{whole}");
            let (whole, moved) = digits.split_at(digits.len() - shift);
            (whole.to_owned(), format!("{moved}{fraction}"))
        } else {
            let digits = format!("{fraction}{zeros}");
            let (moved, fraction) = digits.split_at(shift);
            (format!("{whole}{moved}"), fraction.to_owned())
        };
        let whole = whole.trim_start_matches('0');
        let whole = if whole.is_empty() { "0" } else { whole }.to_owned();
        Some(Decimal { is_negative, whole, fraction })
    }

    /// Rounds half away from zero to exactly `decimals` decimals.
    fn round(&self, decimals: usize) -> Decimal {
        let mut fraction = self.fraction.clone();
        while fraction.len() < decimals {
            fraction.push('0');
        }
        let is_up = fraction.as_bytes().get(decimals).is_some_and(|digit| *digit >= b'5');
        fraction.truncate(decimals);
        let mut digits = format!("0{}{fraction}", self.whole).into_bytes();
        if is_up {
            for digit in digits.iter_mut().rev() {
                if *digit < b'9' {
                    *digit += 1;
                    break;
                }
                *digit = b'0';
            }
        }
        let digits: String = digits.into_iter().map(char::from).collect();
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        let whole = whole.trim_start_matches('0');
        let whole = if whole.is_empty() { "0" } else { whole }.to_owned();
        Decimal { is_negative: self.is_negative, whole, fraction: fraction.to_owned() }
    }

    fn without_zero_fraction(mut self) -> Decimal {
        if self.fraction.bytes().all(|b| b == b'0') {
            self.fraction.clear();
            self.is_negative &= self.whole != "0";
        }
        self
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.is_negative { "-" } else { "" };
        let dot = if self.fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{}{dot}{}", self.whole, self.fraction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{json, value::to_raw_value};

    #[test]
    fn formats_all_decimals_of_the_currency_or_none() {
        let currencies = Currencies::default();
        for (number, currency, expected) in [
            ("12500", "EUR", "12,500"),
            ("12500.0", "EUR", "12,500"),
            ("1200.5", "EUR", "1,200.50"),
            ("27583.333333333332", "EUR", "27,583.33"),
            ("0.005", "EUR", "0.01"),
            ("-0.005", "EUR", "-0.01"),
            ("-0.004", "EUR", "0"),
            ("1.005", "EUR", "1.01"),
            ("999.995", "EUR", "1,000"),
            ("999.99", "eur", "999.99"),
            ("1199.9999999999998", "EUR", "1,200"),
            ("1200.5", "JPY", "1,201"),
            ("1200.5", "KWD", "1,200.500"),
            ("1200.5", "CLF", "1,200.5000"),
            ("1.5e3", "EUR", "1,500"),
            ("12.5e-1", "EUR", "1.25"),
            ("1e-7", "EUR", "0"),
            ("1e300", "EUR", "1e300"),
            ("much", "EUR", "much"),
            ("", "EUR", ""),
        ] {
            assert_eq!(currencies.amount(number, Some(currency)), expected, "{number} {currency}");
        }
        for (number, expected) in
            [("1200.5", "1,200.50"), ("1.234", "1.234"), ("0.30000000000000004", "0.30")]
        {
            assert_eq!(currencies.amount(number, None), expected);
        }
    }

    #[test]
    fn company_currencies_override_iso_4217() {
        let mut currencies = Currencies::default();
        let own = json!({"code": "JPY", "decimal_points": 1});
        currencies.learn(&[Record::new(to_raw_value(&own).unwrap()).unwrap()]);
        assert_eq!(currencies.amount("1.25", Some("JPY")), "1.3");
        assert_eq!(currencies.amount("1.25", Some("KRW")), "1");
    }

    proptest! {
        /// Compares with exact integer arithmetic.
        #[test]
        fn rounds_half_away_from_zero(
            units in -99_999_999_999_i64..99_999_999_999, scale in 0_u32..8
        ) {
            let size = 10_i64.pow(scale);
            let sign = if units < 0 { "-" } else { "" };
            let text = format!("{sign}{}.{:0width$}", units.abs() / size, units.abs() % size,
                width = scale as usize);
            let text = text.trim_end_matches('.');
            let cents = (i128::from(units.abs()) * 1000 / i128::from(size) + 5) / 10;
            let expected = match (cents / 100, cents % 100) {
                (whole, 0) => whole.to_string(),
                (whole, cents) => format!("{whole}.{cents:02}"),
            };
            let sign = if expected == "0" { "" } else { sign };
            let shown = Currencies::default().amount(text, Some("EUR")).replace(',', "");
            prop_assert_eq!(shown, format!("{sign}{expected}"), "{}", text);
        }
    }
}
