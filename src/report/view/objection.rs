//! What DigiD holds against a message, in Dutch.

use crate::evidence::objection::ObjectionCode;

/// One sentence for each objection.
pub(super) fn says(code: ObjectionCode) -> &'static str {
    match code {
        ObjectionCode::AcsAmbiguous => "Het adres om terug te keren is op twee manieren genoemd.",
        ObjectionCode::AcsMissing => "Er is geen adres om terug te keren.",
        ObjectionCode::AcsUnknown => "Het adres om terug te keren staat niet in de metadata.",
        ObjectionCode::ArtifactExpired => "Het artifact is te laat opgehaald.",
        ObjectionCode::ArtifactReused => "Het artifact is al eerder opgehaald.",
        ObjectionCode::ArtifactUnknown => "DigiD heeft dit artifact niet aan deze dienst gegeven.",
        ObjectionCode::ClientCertificateMissing => "De dienst liet geen certificaat zien.",
        ObjectionCode::ClientCertificateOin => "In het certificaat van de dienst staat geen OIN van 20 cijfers.",
        ObjectionCode::ClientCertificateUntrusted => "Het certificaat van de dienst is niet te vertrouwen.",
        ObjectionCode::Comparison => "Het niveau is niet als minimum gevraagd.",
        ObjectionCode::DestinationMissing => "Destination ontbreekt.",
        ObjectionCode::DestinationWrong => "Destination is niet het adres van DigiD.",
        ObjectionCode::IdMissing => "ID ontbreekt.",
        ObjectionCode::IdReused => "Dit ID is al eerder gebruikt.",
        ObjectionCode::InstantMissing => "Het tijdstip ontbreekt of is niet te lezen.",
        ObjectionCode::InstantNotUtc => "Het tijdstip is niet in UTC of eindigt niet op Z.",
        ObjectionCode::InstantOff => "Het tijdstip wijkt meer dan twee minuten af.",
        ObjectionCode::IssuerUnknown => "Van deze afzender is geen metadata bekend.",
        ObjectionCode::LevelAmbiguous => "Er is meer dan één niveau gevraagd.",
        ObjectionCode::LevelMissing => "Er is geen niveau gevraagd.",
        ObjectionCode::LevelOther => "Er is een ander niveau gevraagd dan dat van de aansluiting.",
        ObjectionCode::LevelUnknown => "Het gevraagde niveau bestaat niet bij DigiD.",
        ObjectionCode::NameIdMissing => "NameID ontbreekt.",
        ObjectionCode::NameIdOther => "NameID noemt een ander dan wie is ingelogd.",
        ObjectionCode::ProtocolBinding => "Er is om een andere binding gevraagd dan HTTP-Artifact.",
        ObjectionCode::RelayStateLong => "RelayState is langer dan 80 tekens.",
        ObjectionCode::SessionIndexMissing => "SessionIndex ontbreekt.",
        ObjectionCode::SessionIndexOther => "SessionIndex noemt een andere login.",
        ObjectionCode::SessionUnknown => "Er is bij DigiD geen sessie waaraan deze dienst meedoet.",
        ObjectionCode::SignatureInXml => "Er staat een handtekening in de XML. Dat hoort niet bij HTTP-Redirect.",
        ObjectionCode::SignatureInvalid => "De handtekening klopt niet met het certificaat uit de metadata.",
        ObjectionCode::SignatureMissing => "Er is geen handtekening.",
        ObjectionCode::SignatureWeak => "Er is ondertekend met SHA-1.",
        ObjectionCode::SingleLogoutMissing => "De metadata noemt geen adres voor het antwoord op het uitloggen.",
        ObjectionCode::Unparsable => "Dit is niet de XML die werd verwacht.",
        ObjectionCode::Version => "Version is niet 2.0.",
    }
}
