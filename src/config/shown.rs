//! The configuration as it holds, to be shown: every secret hidden.

use super::Config;

/// Stands for a secret.
const HIDDEN: &str = "(hidden)";

impl Config {
    /// The configuration as TOML, to be shown to people: passwords in addresses are hidden. Keys that nobody set are left
    /// out: `examples/callcenter.toml` has the defaults.
    pub fn shown(&self) -> String {
        let mut config = self.clone();
        config.store.url = config.store.url.as_deref().map(without_password);
        #[cfg(feature = "server")]
        for source in &mut config.customers.sources {
            if let callcenter_http::customers::SourceConfig::Webhook(webhook) = source
                && let Some(secret) = &mut webhook.secret
            {
                secret.hide();
            }
        }
        #[cfg(feature = "server")]
        config.softphone.turn.iter_mut().for_each(|server| server.secret.hide());
        #[cfg(feature = "server")]
        if let Some(secret) = &mut config.access.oidc.client_secret {
            secret.hide();
        }
        toml::to_string(&config).expect("a configuration was made from such a text")
    }
}

/// An address without the password in it.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let authority = rest.split('/').next().unwrap_or_default();
    let Some((credentials, _)) = authority.rsplit_once('@') else { return url.to_owned() };
    match credentials.split_once(':') {
        Some((user, _)) => format!("{scheme}://{user}:{HIDDEN}{}", &rest[credentials.len()..]),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        let shown = |url| without_password(url);
        assert_eq!(shown("postgres://me:s3cr:et@db/calls"), "postgres://me:(hidden)@db/calls");
        assert_eq!(shown("postgres://me:a@b@db/calls?x=1"), "postgres://me:(hidden)@db/calls?x=1");
        assert_eq!(shown("postgres://me@db/calls"), "postgres://me@db/calls");
        assert_eq!(shown("sqlite:/srv/a@b:c.db"), "sqlite:/srv/a@b:c.db");
    }

    #[cfg(feature = "server")]
    #[test]
    fn the_secret_of_a_webhook_is_kept_and_never_shown() {
        let text = "[[customers.sources]]\nkind = 'webhook'\nurl = 'https://crm/'\nsecret = 's3cret'\n";
        let config = Config::parse(text).expect("it is right");
        let over = config
            .clone()
            .over([("CALLCENTER_SWITCH".to_owned(), "berlin".to_owned())])
            .expect("it is right");
        assert_eq!(over.customers, config.customers);
        assert!(!over.shown().contains("s3cret"), "{}", over.shown());
    }

    #[test]
    fn what_is_shown_says_the_same_again() {
        let config =
            Config::parse("switch = 'berlin'\n[queue]\nwrap_up_s = 1.5\n[store]\nurl = 'sqlite:a.db'\n");
        let config = config.expect("it is right");
        assert_eq!(Config::parse(&config.shown()).expect("it is TOML"), config);
    }
}
