//! Compares values by meaning: the service returns some in another form than it received
//! (pipedrive.md P249).

use serde_json::Value;

/// Whether two values are equal as JSON, comparing numbers by amount and lists in any order.
pub fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && contains_all(one, other) && contains_all(other, one)
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, a)| other.get(key).is_some_and(|b| is_same(a, b)))
        }
        // v1 writes some numbers as text, such as `visible_to` (pipedrive.md P263).
        (Value::Number(number), Value::String(text))
        | (Value::String(text), Value::Number(number)) => *text == number.to_string(),
        (one, other) => one == other,
    }
}

fn contains_all(list: &[Value], items: &[Value]) -> bool {
    items.iter().all(|item| list.iter().any(|listed| is_same(listed, item)))
}
