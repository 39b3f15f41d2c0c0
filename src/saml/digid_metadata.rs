//! DigiD's own metadata, signed.

use serde::Serialize;

use super::{
    response::{WriteError, signature_for},
    signing::SigningKey,
    template::fill,
};

/// What DigiD's metadata says.
#[derive(Clone, Debug)]
pub struct DigidMetadata<'a> {
    /// `ID` of the document.
    pub id: &'a str,
    /// entityID.
    pub entity_id: &'a str,
    /// Address of the single sign-on service, for Redirect and POST.
    pub sso: &'a str,
    /// Address of the single logout service, for Redirect and POST.
    pub slo: &'a str,
    /// Address of the artifact resolution service.
    pub artifact_resolution: &'a str,
}

#[derive(Serialize)]
struct Fields<'a> {
    id: &'a str,
    entity_id: &'a str,
    signature: String,
    key_name: String,
    certificate: String,
    artifact_resolution: &'a str,
    slo: &'a str,
    sso: &'a str,
}

impl DigidMetadata<'_> {
    /// Writes and signs it.
    pub fn signed(&self, key: &SigningKey) -> Result<String, WriteError> {
        let xml = fill(
            "digid_metadata.xml",
            &Fields {
                id: self.id,
                entity_id: self.entity_id,
                signature: signature_for(self.id, &key.name())?,
                key_name: key.name(),
                certificate: key.certificate().base64(),
                artifact_resolution: self.artifact_resolution,
                slo: self.slo,
                sso: self.sso,
            },
        )?;
        Ok(key.sign(&xml)?)
    }
}
