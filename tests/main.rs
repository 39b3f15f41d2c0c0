mod digid;
mod saml;
