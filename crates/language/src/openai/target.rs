//! Where requests go: the server, the way to it, and what is sent along; everything that is worked out once.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hyper::Uri;
use hyper::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, PROXY_AUTHORIZATION, USER_AGENT};
use percent_encoding::percent_decode_str;
use rustls::pki_types::ServerName;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use url::{Position, Url};

use crate::secret::Secret;
use crate::settings::{KeyError, OpenAiSettings, SettingsError};

/// Settings with which no client can be made.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("the certificates in {0} cannot be read")]
    Certificates(PathBuf),
    #[error("https cannot be set up: {0}")]
    Tls(#[from] rustls::Error),
}

/// Why there is no way to an address.
#[derive(Debug)]
pub enum TargetError {
    Address(&'static str),
    Certificates(PathBuf),
    Tls(rustls::Error),
}

/// A host and its port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Without the brackets of an IPv6 address.
    pub host: String,
    pub port: u16,
}

impl Address {
    fn of(url: &Url) -> Option<Self> {
        let host = url.host_str()?.trim_start_matches('[').trim_end_matches(']').to_owned();
        Some(Self { host, port: url.port_or_known_default()? })
    }

    /// `host:port`, as HTTP writes it.
    pub fn authority(&self) -> String {
        let Self { host, port } = self;
        if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
    }
}

/// A proxy and what it wants to see.
pub struct Proxy {
    pub address: Address,
    pub authorization: Option<Secret>,
}

/// How https is spoken, and with whom.
pub struct Tls {
    pub config: Arc<ClientConfig>,
    pub name: ServerName<'static>,
}

/// Where requests go.
pub struct Target {
    pub address: Address,
    pub proxy: Option<Proxy>,
    pub tls: Option<Tls>,
    /// What the first line of a request names.
    pub uri: Uri,
    /// The `Host` header.
    pub host: HeaderValue,
    /// Key, extra headers, our name.
    pub headers: HeaderMap,
    /// What must not stand in any text that leaves the client.
    pub secrets: Vec<Secret>,
}

impl Target {
    /// Works out where requests for `path` go, which stands behind the address in the settings.
    ///
    /// # Errors
    /// A key or certificates that cannot be read, an address that cannot be used.
    pub fn new(settings: &OpenAiSettings, path: &str) -> Result<Self, SetupError> {
        let wrong = |message: &str| SettingsError::Model {
            model: settings.name.clone(),
            message: message.to_owned(),
        };
        let text = format!("{}/{path}", settings.base_url.trim_end_matches('/'));
        let url = Url::parse(&text).map_err(|_| wrong("`base_url` is no address"))?;
        let target = Self::of(&url, settings.proxy.as_ref(), settings.ca_file.as_deref());
        let mut target = target.map_err(|error| match error {
            TargetError::Address(what) => wrong(what).into(),
            TargetError::Certificates(path) => SetupError::Certificates(path),
            TargetError::Tls(error) => SetupError::Tls(error),
        })?;
        target.secrets.extend(settings.headers.values().cloned());
        for (name, value) in &settings.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong("a header's name"))?;
            target.headers.insert(name, hidden(value.expose()).ok_or_else(|| wrong("a header's value"))?);
        }
        if let Some(key) = settings.key()? {
            let bearer = hidden(&format!("Bearer {}", key.expose()));
            target.headers.insert(AUTHORIZATION, bearer.ok_or_else(|| wrong("the key cannot be sent"))?);
            target.secrets.push(key);
            target.warn_if_plain(&url, &settings.name);
        }
        Ok(target)
    }

    /// The way to an address, without anything that says who asks.
    ///
    /// # Errors
    /// An address or a proxy that cannot be used, certificates that cannot be read.
    pub fn of(url: &Url, proxy: Option<&Secret>, ca_file: Option<&Path>) -> Result<Self, TargetError> {
        let address = Address::of(url).ok_or(TargetError::Address("`base_url` has no host"))?;
        let (mut secrets, mut headers) = (Vec::new(), HeaderMap::new());
        headers
            .insert(USER_AGENT, HeaderValue::from_static(concat!("plantwright/", env!("CARGO_PKG_VERSION"))));
        let proxy = match proxy {
            Some(proxy) => {
                let wrong = TargetError::Address("`proxy` is no address");
                Some(parse_proxy(proxy, &mut secrets).ok_or(wrong)?)
            }
            None => None,
        };
        let tls = if url.scheme() == "https" {
            let name = ServerName::try_from(address.host.clone())
                .map_err(|_| TargetError::Address("`base_url` has no host"))?;
            Some(Tls { config: tls_config(ca_file)?, name })
        } else {
            None
        };
        // A proxy for plain http is told the whole address; everybody else knows who they are.
        let by_proxy = proxy.as_ref().filter(|_| tls.is_none());
        if let Some(authorization) = by_proxy.and_then(|proxy| proxy.authorization.as_ref()) {
            let wrong = TargetError::Address("`proxy` cannot be used");
            headers.insert(PROXY_AUTHORIZATION, hidden(authorization.expose()).ok_or(wrong)?);
        }
        let line = if by_proxy.is_some() {
            &url[..Position::AfterQuery]
        } else {
            &url[Position::BeforePath..Position::AfterQuery]
        };
        let uri = line.parse().map_err(|_| TargetError::Address("`base_url` is no address"))?;
        let host = match url.port() {
            Some(_) => address.authority(),
            None => url.host_str().unwrap_or_default().to_owned(),
        };
        let host =
            HeaderValue::from_str(&host).map_err(|_| TargetError::Address("`base_url` has no host"))?;
        Ok(Self { address, proxy, tls, uri, host, headers, secrets })
    }

    /// Says so where a key goes over the network for everybody to read.
    pub fn warn_if_plain(&self, url: &Url, name: &str) {
        if url.scheme() == "http" && !is_loopback(url) {
            tracing::warn!(name, "the key goes over the network as plain text: use https");
        }
    }

    /// A foreign text without our secrets, cut to what a person reads.
    pub fn clean(&self, text: &str) -> String {
        const LONGEST: usize = 300;
        let text = self.secrets.iter().fold(text.to_owned(), |text, secret| secret.redact(&text));
        // Control characters could rewrite the line of a terminal or a log.
        let mut words = text
            .split(|c: char| c.is_whitespace() || c.is_control())
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        if let Some((cut, _)) = words.char_indices().nth(LONGEST) {
            words.truncate(cut);
            words.push('…');
        }
        words
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// A value that debug output of headers does not show.
fn hidden(value: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(value).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn parse_proxy(proxy: &Secret, secrets: &mut Vec<Secret>) -> Option<Proxy> {
    let url = Url::parse(proxy.expose()).ok()?;
    let address = Address::of(&url)?;
    if url.username().is_empty() && url.password().is_none() {
        return Some(Proxy { address, authorization: None });
    }
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let password = decode(url.password().unwrap_or_default());
    let credentials = BASE64_STANDARD.encode(format!("{}:{password}", decode(url.username())));
    let authorization = Secret::new(format!("Basic {credentials}"));
    secrets.extend([Secret::new(password), Secret::new(credentials)]);
    Some(Proxy { address, authorization: Some(authorization) })
}

/// Trusts what the machine trusts, and what the settings name; a plant's own authority is in one of the two.
fn tls_config(ca_file: Option<&Path>) -> Result<Arc<ClientConfig>, TargetError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(path) = ca_file {
        let unreadable = || TargetError::Certificates(path.to_owned());
        let read = rustls::pki_types::CertificateDer::pem_file_iter(path).map_err(|_| unreadable())?;
        let mut count = 0;
        for certificate in read {
            roots.add(certificate.map_err(|_| unreadable())?).map_err(|_| unreadable())?;
            count += 1;
        }
        if count == 0 {
            return Err(unreadable());
        }
    }
    // The provider is named here, so that nothing else in the program decides which cryptography is used.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(TargetError::Tls)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}
