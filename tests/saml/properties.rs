//! What holds for any input.

use proptest::prelude::*;
use toetssteen::saml::{
    Artifact, ArtifactResolve, AuthnRequest, Certificate, RedirectQuery, SpMetadata, XmlText, escape, read_instant,
};

use crate::digid::service::deflated;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn reading_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..600), text in "\\PC{0,300}", xmlish in "[<>/a-cA-C:=\"'&;!\\[\\]# -]{0,120}") {
        for bytes in [bytes.as_slice(), text.as_bytes(), xmlish.as_bytes()] {
            let _ = SpMetadata::parse(bytes);
            let _ = Certificate::from_der(bytes);
            if let Ok(xml) = XmlText::new(bytes) {
                let _ = AuthnRequest::parse(xml.clone());
                let _ = ArtifactResolve::parse(xml);
            }
        }
        let _ = Artifact::parse(&text);
        let _ = Certificate::from_base64(&text);
        let _ = read_instant(&text);
        let _ = text.parse::<toetssteen::evidence::Bsn>();
        for raw in [format!("SAMLRequest={text}&SigAlg={xmlish}&Signature={text}"), format!("SAMLRequest={}", deflated(&bytes))] {
            if let Ok(query) = RedirectQuery::parse(&raw) {
                let _ = query.message();
                let _ = query.verify(&[]);
            }
        }
    }

    #[test]
    fn escaping_round_trips(text in any::<String>()) {
        let carried: String = text.chars().map(|c| match c {
            '\t' | '\n' | '\r' => c,
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
            other => other,
        }).collect();
        let xml = format!(r#"<a b="{0}">{0}</a>"#, escape(&text));
        let doc = uppsala::parse(&xml).unwrap();
        let root = doc.document_element().unwrap();
        prop_assert_eq!(doc.get_attribute(root, "b"), Some(carried.as_str()));
        prop_assert_eq!(doc.text_content_deep(root), carried);
    }

    #[test]
    fn what_is_between_redirect_and_message_round_trips(text in "[a-z0-9 ]{1,400}") {
        let query = RedirectQuery::parse(&format!("SAMLRequest={}", deflated(format!("<a>{text}</a>").as_bytes()))).unwrap();
        let message = query.message().unwrap();
        let doc = message.parse().unwrap();
        prop_assert_eq!(doc.text_content_deep(doc.root()), text);
    }
}
