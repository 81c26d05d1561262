//! The part of OData that listing users takes: `$filter`, `$select`, `$top`, `$skiptoken`.

use serde_json::Value;
use std::collections::HashMap;

/// A filter that the directory takes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Filter {
    Equal(String, Value),
    NotEqual(String, Value),
    StartsWith(String, String),
    In(String, Vec<Value>),
    And(Box<Filter>, Box<Filter>),
    Or(Box<Filter>, Box<Filter>),
}

impl Filter {
    /// Parses a filter; the error is Graph's message.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let tokens = tokens(text)?;
        let mut parser = Parser { tokens: &tokens, at: 0 };
        let filter = parser.or()?;
        if parser.at < tokens.len() { Err("Invalid filter clause".into()) } else { Ok(filter) }
    }

    /// `ne` is an advanced query: it needs `ConsistencyLevel: eventual` and `$count=true`.
    pub(crate) fn is_advanced(&self) -> bool {
        match self {
            Self::NotEqual(..) => true,
            Self::And(left, right) | Self::Or(left, right) => left.is_advanced() || right.is_advanced(),
            _ => false,
        }
    }

    pub(crate) fn takes(&self, item: &Value) -> bool {
        let same = |property: &str, value: &Value| match (&item[property], value) {
            (Value::String(a), Value::String(b)) => a.eq_ignore_ascii_case(b),
            (a, b) => a == b,
        };
        match self {
            Self::Equal(property, value) => same(property, value),
            Self::NotEqual(property, value) => !same(property, value),
            Self::StartsWith(property, start) => {
                item[property].as_str().is_some_and(|text| text.to_lowercase().starts_with(&start.to_lowercase()))
            }
            Self::In(property, values) => values.iter().any(|value| same(property, value)),
            Self::And(left, right) => left.takes(item) && right.takes(item),
            Self::Or(left, right) => left.takes(item) || right.takes(item),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Open,
    Close,
    Comma,
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut found = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(&next) = rest.peek() {
        match next {
            ' ' => _ = rest.next(),
            '(' | ')' | ',' => {
                rest.next();
                found.push(if next == '(' {
                    Token::Open
                } else if next == ')' {
                    Token::Close
                } else {
                    Token::Comma
                });
            }
            '\'' => found.push(Token::Text(quoted(&mut rest)?)),
            _ => {
                let mut word = String::new();
                while let Some(c) = rest.next_if(|c| !" (),'".contains(*c)) {
                    word.push(c);
                }
                found.push(Token::Word(word));
            }
        }
    }
    Ok(found)
}

/// A text in quotes; a doubled quote stands for one.
fn quoted(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Result<String, String> {
    rest.next();
    let mut text = String::new();
    while let Some(c) = rest.next() {
        if c != '\'' {
            text.push(c);
        } else if rest.next_if_eq(&'\'').is_some() {
            text.push('\'');
        } else {
            return Ok(text);
        }
    }
    Err("There is an unterminated string literal in the filter clause.".into())
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl Parser<'_> {
    fn or(&mut self) -> Result<Filter, String> {
        let mut left = self.and()?;
        while self.word("or") {
            left = Filter::Or(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Filter, String> {
        let mut left = self.term()?;
        while self.word("and") {
            left = Filter::And(Box::new(left), Box::new(self.term()?));
        }
        Ok(left)
    }

    fn term(&mut self) -> Result<Filter, String> {
        if self.take(&Token::Open) {
            let inner = self.or()?;
            return if self.take(&Token::Close) { Ok(inner) } else { Err("Invalid filter clause".into()) };
        }
        let name = self.name()?;
        if name.eq_ignore_ascii_case("startswith") && self.take(&Token::Open) {
            let property = self.name()?;
            self.expect(&Token::Comma)?;
            let Value::String(start) = self.value()? else { return Err("Invalid filter clause".into()) };
            self.expect(&Token::Close)?;
            return Ok(Filter::StartsWith(property, start));
        }
        if self.word("in") {
            return Ok(Filter::In(name, self.list()?));
        }
        if self.word("ne") {
            return Ok(Filter::NotEqual(name, self.value()?));
        }
        if self.word("eq") {
            Ok(Filter::Equal(name, self.value()?))
        } else {
            Err("Unsupported or invalid query filter clause specified.".into())
        }
    }

    fn list(&mut self) -> Result<Vec<Value>, String> {
        self.expect(&Token::Open)?;
        let mut values = vec![self.value()?];
        while self.take(&Token::Comma) {
            values.push(self.value()?);
        }
        self.expect(&Token::Close)?;
        if values.len() > 15 {
            Err("Too many child clauses specified in search filter expression containing 'OR' operators: maximum 15.".into())
        } else {
            Ok(values)
        }
    }

    fn next(&mut self) -> Option<&Token> {
        self.at += 1;
        self.tokens.get(self.at - 1)
    }

    fn take(&mut self, token: &Token) -> bool {
        let here = self.tokens.get(self.at) == Some(token);
        self.at += usize::from(here);
        here
    }

    fn expect(&mut self, token: &Token) -> Result<(), String> {
        if self.take(token) { Ok(()) } else { Err("Invalid filter clause".into()) }
    }

    fn word(&mut self, word: &str) -> bool {
        let here = matches!(self.tokens.get(self.at), Some(Token::Word(found)) if found.eq_ignore_ascii_case(word));
        self.at += usize::from(here);
        here
    }

    fn name(&mut self) -> Result<String, String> {
        match self.next() {
            Some(Token::Word(name)) => Ok(name.clone()),
            _ => Err("Invalid filter clause".into()),
        }
    }

    fn value(&mut self) -> Result<Value, String> {
        match self.next() {
            Some(Token::Text(text)) => Ok(Value::String(text.clone())),
            Some(Token::Word(word)) => match word.as_str() {
                "true" => Ok(Value::Bool(true)),
                "false" => Ok(Value::Bool(false)),
                "null" => Ok(Value::Null),
                _ => Err(format!("Could not find a property named '{word}' on type 'microsoft.graph.user'.")),
            },
            _ => Err("Invalid filter clause".into()),
        }
    }
}

/// `$search` of the directory: `"displayName:ann"`, several of them with OR or AND between them. A property fits when it, or a word
/// of it, begins with the text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Search {
    /// One of the outer has to fit, and of that all of the inner.
    any: Vec<Vec<(String, String)>>,
}

impl Search {
    /// Parses a search; the error is Graph's message.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let all = |part: &str| part.split(" AND ").map(clause).collect::<Option<Vec<_>>>();
        let any: Option<Vec<_>> = text.split(" OR ").map(all).collect();
        any.map(|any| Self { any })
            .ok_or_else(|| format!("Syntax error: character '{}' is not valid in '{text}'.", text.chars().next().unwrap_or(' ')))
    }

    pub(crate) fn takes(&self, item: &Value) -> bool {
        let fits = |(property, start): &(String, String)| {
            let name = item.as_object().and_then(|fields| fields.keys().find(|name| name.eq_ignore_ascii_case(property)));
            let text = name.and_then(|name| item[name].as_str()).unwrap_or_default().to_lowercase();
            std::iter::once(text.as_str()).chain(text.split_whitespace()).any(|word| word.starts_with(start))
        };
        self.any.iter().any(|all| all.iter().all(fits))
    }
}

/// `"property:text"`, in quotes.
fn clause(text: &str) -> Option<(String, String)> {
    let (property, start) = text.trim().strip_prefix('"')?.strip_suffix('"')?.split_once(':')?;
    Some((property.to_owned(), start.replace("\\\"", "\"").replace("\\\\", "\\").to_lowercase()))
}

/// Keeps the selected properties, `id` always among them.
pub(crate) fn select(item: &Value, properties: &[&str]) -> Value {
    let wanted = |name: &str| {
        name.starts_with("@odata") || properties.iter().any(|property| *property == "*" || property.eq_ignore_ascii_case(name))
    };
    let fields = item.as_object().into_iter().flatten().filter(|(name, _)| wanted(name));
    Value::Object(fields.map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// Query parameters, decoded, names in lower case.
pub(crate) fn query(text: &str) -> HashMap<String, String> {
    form_urlencoded::parse(text.as_bytes()).map(|(name, value)| (name.to_lowercase(), value.into_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn takes(filter: &str, item: &Value) -> bool {
        Filter::parse(filter).unwrap_or_else(|e| panic!("{filter}: {e}")).takes(item)
    }

    #[test]
    fn the_recipes_filters_work() {
        let item = json!({"userPrincipalName": "o'neil@contoso.example", "accountEnabled": true, "riskLevel": "high", "mail": null});
        assert!(takes("riskLevel eq 'high'", &item));
        assert!(takes("userPrincipalName eq 'O''Neil@contoso.example'", &item));
        assert!(takes("accountEnabled eq true and (riskLevel eq 'low' or riskLevel eq 'high')", &item));
        assert!(takes("startsWith(userPrincipalName,'o''n')", &item));
        assert!(takes("riskLevel in ('medium','high')", &item));
        assert!(takes("mail eq null", &item));
        assert!(!takes("riskLevel ne 'high'", &item));
        assert!(Filter::parse("riskLevel ne 'high' and mail eq null").is_ok_and(|filter| filter.is_advanced()));
    }

    #[test]
    fn a_search_is_for_beginnings_of_words() {
        let item = json!({"displayName": "Ann Other", "mail": "ao@contoso.example", "city": null});
        let takes = |search| Search::parse(search).expect("well-formed").takes(&item);
        assert!(takes(r#""displayName:ann""#) && takes(r#""displayname:OTHER""#) && takes(r#""city:x" OR "mail:ao@""#));
        assert!(!takes(r#""displayName:ther""#) && !takes(r#""displayName:ann" AND "mail:x""#) && !takes(r#""city:n""#));
        for text in ["", "ann", "displayName:ann", r#""displayName""#] {
            assert!(Search::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_filter_is_refused() {
        for text in [
            "",
            "riskLevel",
            "riskLevel eq",
            "riskLevel eq high",
            "riskLevel eq 'high",
            "(riskLevel eq 'high'",
            "endsWith(mail,'x')",
            "a eq 'b' c",
            "startsWith(a,true)",
        ] {
            assert!(Filter::parse(text).is_err(), "{text}");
        }
    }
}
