//! Variables of the environment over the file: `CALLCENTER_QUEUE__WRAP_UP_S=15` is `wrap_up_s` in `[queue]`.

use toml::{Table, Value};

use super::{Config, ConfigError};

/// What every variable begins with.
const PREFIX: &str = "CALLCENTER_";

/// Keys outside of any section that may be given as a variable.
const TOP: [&str; 3] = ["switch", "trunks", "extensions"];

impl Config {
    /// The same with what variables say put over it. Those with two underscores name a section and a key; one that names
    /// neither is refused. Other variables that begin with `CALLCENTER_` are options of commands, and passed over.
    ///
    /// # Errors
    /// [`ConfigError::Variable`].
    ///
    /// # Example
    /// ```
    /// use callcenter::Config;
    /// let config = Config::parse("[queue]\nwrap_up_s = 15\n")?;
    /// let over = config.over([("CALLCENTER_QUEUE__WRAP_UP_S", "20"), ("CALLCENTER_TRUNKS", "provider,backup")])?;
    /// assert_eq!(over.policy().wrap_up, Some(callcenter::core::Span::from_secs(20)));
    /// assert!(over.trunks.contains("backup"));
    ///
    /// let refused = config.over([("CALLCENTER_QUEUE__WRAPUP", "20")]).unwrap_err();
    /// assert!(refused.to_string().starts_with("CALLCENTER_QUEUE__WRAPUP: unknown field `wrapup`"));
    /// # Ok::<(), callcenter::ConfigError>(())
    /// ```
    pub fn over<N: AsRef<str>, V: AsRef<str>>(
        &self,
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, ConfigError> {
        let mut config = self.clone();
        for (name, text) in variables {
            if let Some(path) = path(name.as_ref()) {
                config = config
                    .with(&path, text.as_ref())
                    .map_err(|what| ConfigError::Variable { variable: name.as_ref().to_owned(), what })?;
            }
        }
        Ok(config)
    }

    /// The same with one key: as TOML has the value, else as the text that it is, else as a list with commas.
    fn with(&self, path: &[String], text: &str) -> Result<Self, String> {
        let table = Table::try_from(self).expect("a configuration was made from such a table");
        let list = text.split(',').map(str::trim).filter(|item| !item.is_empty());
        let readings = [
            format!("value = {text}").parse::<Table>().ok().and_then(|mut table| table.remove("value")),
            Some(Value::String(text.to_owned())),
            Some(Value::Array(list.map(|item| Value::String(item.to_owned())).collect())),
        ];
        let mut first = None;
        for value in readings.into_iter().flatten() {
            let mut table = table.clone();
            set(&mut table, path, value)?;
            match table.try_into::<Self>() {
                Ok(config) => return Ok(config),
                Err(why) => drop(first.get_or_insert(why.message().replace('\n', " "))),
            }
        }
        Err(first.unwrap_or_default())
    }
}

/// Section and key that a variable names; nothing when it names none.
fn path(name: &str) -> Option<Vec<String>> {
    let rest = name.strip_prefix(PREFIX)?.to_ascii_lowercase();
    match rest.split_once("__") {
        Some(_) => Some(rest.split("__").map(str::to_owned).collect()),
        None => TOP.contains(&rest.as_str()).then(|| vec![rest]),
    }
}

fn set(table: &mut Table, path: &[String], value: Value) -> Result<(), String> {
    let (first, rest) = path.split_first().expect("a path has one part at least");
    if rest.is_empty() {
        table.insert(first.clone(), value);
        return Ok(());
    }
    match table.entry(first.clone()).or_insert_with(|| Value::Table(Table::new())) {
        Value::Table(inner) => set(inner, rest, value),
        _ => Err(format!("{first} is no section")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_commands_are_passed_over() {
        let config = Config::default();
        let over = config.over([("CALLCENTER_STORE", "sqlite:a.db"), ("CALLCENTER_LOG", "debug")]);
        assert_eq!(over.expect("neither names a section"), config);
    }

    #[test]
    fn a_name_of_digits_stays_a_name() {
        let over = Config::default().over([("CALLCENTER_SWITCH", "42")]).expect("a name may be digits");
        assert_eq!(over.switch.as_deref(), Some("42"));
    }

    #[test]
    fn a_section_that_is_not_there_is_refused_with_the_variable() {
        let refused = Config::default().over([("CALLCENTER_QEUE__WRAP_UP_S", "1")]).unwrap_err();
        assert!(refused.to_string().starts_with("CALLCENTER_QEUE__WRAP_UP_S: unknown field"), "{refused}");
    }
}
