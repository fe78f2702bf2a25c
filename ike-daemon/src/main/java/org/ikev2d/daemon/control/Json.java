package org.ikev2d.daemon.control;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** How records become JSON members: in snake case. */
public final class Json {
  /** The version of the protocol, member {@code v} of every object. */
  public static final int VERSION = 1;

  /** The longest request, in octets, without its line end. */
  static final int MAX_REQUEST = 64 * 1024;

  /** The longest reply that a client reads, in octets: enough for 100 000 IKE SAs. */
  static final int MAX_REPLY = 256 * 1024 * 1024;

  public static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private Json() {}
}
