//! What was measured, beside what it has to be.

use std::fmt;

/// One section of the report, in Markdown.
pub(crate) struct Table {
    title: &'static str,
    rows: Vec<Row>,
}

struct Row {
    what: String,
    value: String,
    bound: String,
    holds: Option<bool>,
}

/// How a value has to be.
#[derive(Clone, Copy)]
pub(crate) enum Bound {
    AtMost(f64),
    AtLeast(f64),
    /// Nothing is demanded of it.
    Shown,
}

impl Table {
    pub(crate) fn new(title: &'static str) -> Self {
        Self { title, rows: Vec::new() }
    }

    /// `unit` stands behind the number, as in ` µs` or ` %`.
    pub(crate) fn row(&mut self, what: impl Into<String>, value: f64, unit: &str, bound: Bound) {
        let shown = |value: f64| if value.abs() >= 100.0 { format!("{value:.0}{unit}") } else { format!("{value:.3}{unit}") };
        let short = |value: f64| format!("{value}{unit}");
        let (text, holds) = match bound {
            Bound::AtMost(most) => (format!("at most {}", short(most)), Some(value <= most)),
            Bound::AtLeast(least) => (format!("at least {}", short(least)), Some(value >= least)),
            Bound::Shown => (String::new(), None),
        };
        self.rows.push(Row { what: what.into(), value: shown(value), bound: text, holds });
    }

    /// Something that could not be measured here.
    pub(crate) fn left_out(&mut self, what: impl Into<String>, why: &str) {
        self.rows.push(Row { what: what.into(), value: "not measured".into(), bound: why.into(), holds: None });
    }

    pub(crate) fn missed(&self) -> usize {
        self.rows.iter().filter(|row| row.holds == Some(false)).count()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## {}\n\n| what | measured | has to be | |\n|---|---:|---|---|", self.title)?;
        for Row { what, value, bound, holds } in &self.rows {
            let mark = match holds {
                Some(true) => "holds",
                Some(false) => "**missed**",
                None => "",
            };
            writeln!(f, "| {what} | {value} | {bound} | {mark} |")?;
        }
        Ok(())
    }
}
