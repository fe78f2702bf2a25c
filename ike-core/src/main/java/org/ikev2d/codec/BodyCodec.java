package org.ikev2d.codec;

import static java.util.Map.entry;

import java.util.Map;
import org.ikev2d.codec.Problem.Kind;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.payload.CertPayload;
import org.ikev2d.payload.CertReqPayload;
import org.ikev2d.payload.CpPayload;
import org.ikev2d.payload.DeletePayload;
import org.ikev2d.payload.EapPayload;
import org.ikev2d.payload.EncryptedFragmentPayload;
import org.ikev2d.payload.EncryptedPayload;
import org.ikev2d.payload.IdPayload;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.payload.TsPayload;
import org.ikev2d.payload.UnknownPayload;
import org.ikev2d.payload.VendorIdPayload;
import org.ikev2d.wire.PayloadType;

/** Finds the codec of a payload's body: by type when reading, by class when writing. */
final class BodyCodec {
  @FunctionalInterface
  private interface Reader {
    Payload read(PayloadType type, Cursor body, Limits limits);
  }

  private static final Map<PayloadType, Reader> READERS =
      Map.ofEntries(
          entry(PayloadType.SA, (type, body, limits) -> SaCodec.read(body, limits)),
          entry(PayloadType.KE, (type, body, limits) -> KeyExchangeCodec.readKe(body)),
          entry(PayloadType.NONCE, (type, body, limits) -> KeyExchangeCodec.readNonce(body)),
          entry(PayloadType.IDI, (type, body, limits) -> IdentityCodec.readId(type, body)),
          entry(PayloadType.IDR, (type, body, limits) -> IdentityCodec.readId(type, body)),
          entry(PayloadType.AUTH, (type, body, limits) -> IdentityCodec.readAuth(body)),
          entry(PayloadType.CERT, (type, body, limits) -> CertCodec.readCert(body)),
          entry(PayloadType.CERTREQ, (type, body, limits) -> CertCodec.readRequest(body)),
          entry(PayloadType.NOTIFY, (type, body, limits) -> NotifyCodec.read(body)),
          entry(PayloadType.DELETE, (type, body, limits) -> DeleteCodec.read(body, limits)),
          entry(PayloadType.VENDOR_ID, (type, body, limits) -> new VendorIdPayload(body.rest())),
          entry(PayloadType.TSI, TsCodec::read),
          entry(PayloadType.TSR, TsCodec::read),
          entry(PayloadType.CP, (type, body, limits) -> CpCodec.read(body, limits)),
          entry(PayloadType.EAP, (type, body, limits) -> EapCodec.read(body)));

  private BodyCodec() {}

  /**
   * Reads the octets after the generic header.
   *
   * @param critical looked at for types that are not understood only (RFC 7296 section 2.5)
   */
  static Payload read(PayloadType type, boolean critical, Cursor body, Limits limits) {
    Reader reader = READERS.get(type);
    if (reader != null) {
      return reader.read(type, body, limits);
    }
    if (critical) {
      throw new ParseFailure(
          new Problem(
              Kind.UNSUPPORTED_CRITICAL,
              body.path(),
              "critical payload of unknown type " + type.code(),
              type.code()));
    }
    return new UnknownPayload(type, false, body.rest());
  }

  /** Writes the octets after the generic header. */
  static void write(Writer out, Payload payload) {
    switch (payload) {
      case SaPayload sa -> SaCodec.write(out, sa);
      case KePayload ke -> KeyExchangeCodec.write(out, ke);
      case NoncePayload nonce -> KeyExchangeCodec.write(out, nonce);
      case IdPayload id -> IdentityCodec.write(out, id);
      case AuthPayload auth -> IdentityCodec.write(out, auth);
      case CertPayload cert -> CertCodec.write(out, cert);
      case CertReqPayload request -> CertCodec.write(out, request);
      case NotifyPayload notify -> NotifyCodec.write(out, notify);
      case DeletePayload delete -> DeleteCodec.write(out, delete);
      case VendorIdPayload vendor -> out.bytes(vendor.vendorId());
      case TsPayload ts -> TsCodec.write(out, ts);
      case CpPayload cp -> CpCodec.write(out, cp);
      case EapPayload eap -> out.bytes(eap.message());
      case EncryptedPayload whole -> SealedCodec.write(out, whole);
      case EncryptedFragmentPayload part -> SealedCodec.write(out, part);
      case UnknownPayload unknown -> out.bytes(unknown.body());
    }
  }
}
