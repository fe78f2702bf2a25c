package org.ikev2d.wire;

/** The type of a notification (RFC 7296 section 3.10.1). Below 16384 it reports an error. */
public record NotifyType(int code) {
  public static final NotifyType UNSUPPORTED_CRITICAL_PAYLOAD = new NotifyType(1);
  public static final NotifyType INVALID_IKE_SPI = new NotifyType(4);
  public static final NotifyType INVALID_MAJOR_VERSION = new NotifyType(5);
  public static final NotifyType INVALID_SYNTAX = new NotifyType(7);
  public static final NotifyType INVALID_MESSAGE_ID = new NotifyType(9);
  public static final NotifyType INVALID_SPI = new NotifyType(11);
  public static final NotifyType NO_PROPOSAL_CHOSEN = new NotifyType(14);
  public static final NotifyType INVALID_KE_PAYLOAD = new NotifyType(17);
  public static final NotifyType AUTHENTICATION_FAILED = new NotifyType(24);
  public static final NotifyType SINGLE_PAIR_REQUIRED = new NotifyType(34);
  public static final NotifyType NO_ADDITIONAL_SAS = new NotifyType(35);
  public static final NotifyType INTERNAL_ADDRESS_FAILURE = new NotifyType(36);
  public static final NotifyType FAILED_CP_REQUIRED = new NotifyType(37);
  public static final NotifyType TS_UNACCEPTABLE = new NotifyType(38);
  public static final NotifyType INVALID_SELECTORS = new NotifyType(39);
  public static final NotifyType UNACCEPTABLE_ADDRESSES = new NotifyType(40);
  public static final NotifyType UNEXPECTED_NAT_DETECTED = new NotifyType(41);
  public static final NotifyType TEMPORARY_FAILURE = new NotifyType(43);
  public static final NotifyType CHILD_SA_NOT_FOUND = new NotifyType(44);
  public static final NotifyType STATE_NOT_FOUND = new NotifyType(47);
  public static final NotifyType INITIAL_CONTACT = new NotifyType(16384);
  public static final NotifyType SET_WINDOW_SIZE = new NotifyType(16385);
  public static final NotifyType ADDITIONAL_TS_POSSIBLE = new NotifyType(16386);
  public static final NotifyType IPCOMP_SUPPORTED = new NotifyType(16387);
  public static final NotifyType NAT_DETECTION_SOURCE_IP = new NotifyType(16388);
  public static final NotifyType NAT_DETECTION_DESTINATION_IP = new NotifyType(16389);
  public static final NotifyType COOKIE = new NotifyType(16390);
  public static final NotifyType USE_TRANSPORT_MODE = new NotifyType(16391);
  public static final NotifyType HTTP_CERT_LOOKUP_SUPPORTED = new NotifyType(16392);
  public static final NotifyType REKEY_SA = new NotifyType(16393);
  public static final NotifyType ESP_TFC_PADDING_NOT_SUPPORTED = new NotifyType(16394);
  public static final NotifyType NON_FIRST_FRAGMENTS_ALSO = new NotifyType(16395);
  public static final NotifyType MOBIKE_SUPPORTED = new NotifyType(16396);
  public static final NotifyType ADDITIONAL_IP4_ADDRESS = new NotifyType(16397);
  public static final NotifyType ADDITIONAL_IP6_ADDRESS = new NotifyType(16398);
  public static final NotifyType NO_ADDITIONAL_ADDRESSES = new NotifyType(16399);
  public static final NotifyType UPDATE_SA_ADDRESSES = new NotifyType(16400);
  public static final NotifyType COOKIE2 = new NotifyType(16401);
  public static final NotifyType NO_NATS_ALLOWED = new NotifyType(16402);
  public static final NotifyType AUTH_LIFETIME = new NotifyType(16403);
  public static final NotifyType MULTIPLE_AUTH_SUPPORTED = new NotifyType(16404);
  public static final NotifyType ANOTHER_AUTH_FOLLOWS = new NotifyType(16405);
  public static final NotifyType REDIRECT_SUPPORTED = new NotifyType(16406);
  public static final NotifyType REDIRECT = new NotifyType(16407);
  public static final NotifyType REDIRECTED_FROM = new NotifyType(16408);
  public static final NotifyType TICKET_LT_OPAQUE = new NotifyType(16409);
  public static final NotifyType TICKET_REQUEST = new NotifyType(16410);
  public static final NotifyType TICKET_ACK = new NotifyType(16411);
  public static final NotifyType TICKET_NACK = new NotifyType(16412);
  public static final NotifyType TICKET_OPAQUE = new NotifyType(16413);
  public static final NotifyType EAP_ONLY_AUTHENTICATION = new NotifyType(16417);
  public static final NotifyType CHILDLESS_IKEV2_SUPPORTED = new NotifyType(16418);
  public static final NotifyType QUICK_CRASH_DETECTION = new NotifyType(16419);
  public static final NotifyType IKEV2_MESSAGE_ID_SYNC_SUPPORTED = new NotifyType(16420);
  public static final NotifyType IPSEC_REPLAY_COUNTER_SYNC_SUPPORTED = new NotifyType(16421);
  public static final NotifyType IKEV2_MESSAGE_ID_SYNC = new NotifyType(16422);
  public static final NotifyType IPSEC_REPLAY_COUNTER_SYNC = new NotifyType(16423);
  public static final NotifyType ERX_SUPPORTED = new NotifyType(16427);
  public static final NotifyType IKEV2_FRAGMENTATION_SUPPORTED = new NotifyType(16430);
  public static final NotifyType SIGNATURE_HASH_ALGORITHMS = new NotifyType(16431);
  public static final NotifyType USE_PPK = new NotifyType(16435);
  public static final NotifyType PPK_IDENTITY = new NotifyType(16436);
  public static final NotifyType NO_PPK_AUTH = new NotifyType(16437);
  public static final NotifyType INTERMEDIATE_EXCHANGE_SUPPORTED = new NotifyType(16438);
  public static final NotifyType IP4_ALLOWED = new NotifyType(16439);
  public static final NotifyType IP6_ALLOWED = new NotifyType(16440);
  public static final NotifyType ADDITIONAL_KEY_EXCHANGE = new NotifyType(16441);
  public static final NotifyType USE_AGGFRAG = new NotifyType(16442);
  public static final NotifyType SUPPORTED_AUTH_METHODS = new NotifyType(16443);

  private static final CodeTable TABLE =
      new CodeTable("notify")
          .with(1, "UNSUPPORTED_CRITICAL_PAYLOAD")
          .with(4, "INVALID_IKE_SPI")
          .with(5, "INVALID_MAJOR_VERSION")
          .with(7, "INVALID_SYNTAX")
          .with(9, "INVALID_MESSAGE_ID")
          .with(11, "INVALID_SPI")
          .with(14, "NO_PROPOSAL_CHOSEN")
          .with(17, "INVALID_KE_PAYLOAD")
          .with(24, "AUTHENTICATION_FAILED")
          .with(34, "SINGLE_PAIR_REQUIRED")
          .with(35, "NO_ADDITIONAL_SAS")
          .with(36, "INTERNAL_ADDRESS_FAILURE")
          .with(37, "FAILED_CP_REQUIRED")
          .with(38, "TS_UNACCEPTABLE")
          .with(39, "INVALID_SELECTORS")
          .with(40, "UNACCEPTABLE_ADDRESSES")
          .with(41, "UNEXPECTED_NAT_DETECTED")
          .with(43, "TEMPORARY_FAILURE")
          .with(44, "CHILD_SA_NOT_FOUND")
          .with(47, "STATE_NOT_FOUND")
          .with(16384, "INITIAL_CONTACT")
          .with(16385, "SET_WINDOW_SIZE")
          .with(16386, "ADDITIONAL_TS_POSSIBLE")
          .with(16387, "IPCOMP_SUPPORTED")
          .with(16388, "NAT_DETECTION_SOURCE_IP")
          .with(16389, "NAT_DETECTION_DESTINATION_IP")
          .with(16390, "COOKIE")
          .with(16391, "USE_TRANSPORT_MODE")
          .with(16392, "HTTP_CERT_LOOKUP_SUPPORTED")
          .with(16393, "REKEY_SA")
          .with(16394, "ESP_TFC_PADDING_NOT_SUPPORTED")
          .with(16395, "NON_FIRST_FRAGMENTS_ALSO")
          .with(16396, "MOBIKE_SUPPORTED")
          .with(16397, "ADDITIONAL_IP4_ADDRESS")
          .with(16398, "ADDITIONAL_IP6_ADDRESS")
          .with(16399, "NO_ADDITIONAL_ADDRESSES")
          .with(16400, "UPDATE_SA_ADDRESSES")
          .with(16401, "COOKIE2")
          .with(16402, "NO_NATS_ALLOWED")
          .with(16403, "AUTH_LIFETIME")
          .with(16404, "MULTIPLE_AUTH_SUPPORTED")
          .with(16405, "ANOTHER_AUTH_FOLLOWS")
          .with(16406, "REDIRECT_SUPPORTED")
          .with(16407, "REDIRECT")
          .with(16408, "REDIRECTED_FROM")
          .with(16409, "TICKET_LT_OPAQUE")
          .with(16410, "TICKET_REQUEST")
          .with(16411, "TICKET_ACK")
          .with(16412, "TICKET_NACK")
          .with(16413, "TICKET_OPAQUE")
          .with(16417, "EAP_ONLY_AUTHENTICATION")
          .with(16418, "CHILDLESS_IKEV2_SUPPORTED")
          .with(16419, "QUICK_CRASH_DETECTION")
          .with(16420, "IKEV2_MESSAGE_ID_SYNC_SUPPORTED")
          .with(16421, "IPSEC_REPLAY_COUNTER_SYNC_SUPPORTED")
          .with(16422, "IKEV2_MESSAGE_ID_SYNC")
          .with(16423, "IPSEC_REPLAY_COUNTER_SYNC")
          .with(16427, "ERX_SUPPORTED")
          .with(16430, "IKEV2_FRAGMENTATION_SUPPORTED")
          .with(16431, "SIGNATURE_HASH_ALGORITHMS")
          .with(16435, "USE_PPK")
          .with(16436, "PPK_IDENTITY")
          .with(16437, "NO_PPK_AUTH")
          .with(16438, "INTERMEDIATE_EXCHANGE_SUPPORTED")
          .with(16439, "IP4_ALLOWED")
          .with(16440, "IP6_ALLOWED")
          .with(16441, "ADDITIONAL_KEY_EXCHANGE")
          .with(16442, "USE_AGGFRAG")
          .with(16443, "SUPPORTED_AUTH_METHODS");

  /** Whether the registry names this code. */
  public boolean isKnown() {
    return TABLE.knows(code);
  }

  /** The registry's name, or the number for a code without one. */
  @Override
  public String toString() {
    return TABLE.nameOf(code);
  }

  /** The code of that name, letter case ignored. */
  public static java.util.Optional<NotifyType> named(String name) {
    java.util.OptionalInt code = TABLE.codeOf(name);
    return code.isPresent()
        ? java.util.Optional.of(new NotifyType(code.getAsInt()))
        : java.util.Optional.empty();
  }

  /** Whether the type reports an error: 0 to 16383 (RFC 7296 section 3.10.1). */
  public boolean isError() {
    return code < 16384;
  }
}
