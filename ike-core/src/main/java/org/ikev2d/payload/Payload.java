package org.ikev2d.payload;

import org.ikev2d.wire.PayloadType;

/** One payload of an IKE message (RFC 7296 section 3.2). */
public sealed interface Payload
    permits SaPayload,
        KePayload,
        IdPayload,
        CertPayload,
        CertReqPayload,
        AuthPayload,
        NoncePayload,
        NotifyPayload,
        DeletePayload,
        VendorIdPayload,
        TsPayload,
        EncryptedPayload,
        EncryptedFragmentPayload,
        CpPayload,
        EapPayload,
        UnknownPayload {
  PayloadType type();
}
