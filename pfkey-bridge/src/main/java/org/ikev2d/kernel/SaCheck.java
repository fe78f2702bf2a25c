package org.ikev2d.kernel;

import java.util.Optional;
import java.util.OptionalInt;
import org.ikev2d.crypto.AlgorithmTable;
import org.ikev2d.crypto.EncrAlgorithm;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.port.KernelAlgorithms;
import org.ikev2d.port.KernelSa;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.ProtocolId;

/**
 * Finds what a kernel would not take, or worse: would take and do otherwise. Linux, for one,
 * accepts an HMAC key of any length.
 */
public final class SaCheck {
  private SaCheck() {}

  /** What is wrong with the SA for a backend of those algorithms, if anything. */
  public static Optional<String> problem(KernelSa sa, KernelAlgorithms algorithms) {
    if (!isIpsec(sa.id().protocol())) {
      return Optional.of("an SA is of ESP or AH, not of " + sa.id().protocol());
    }
    if (sa.id().source().getAddress().length != sa.id().destination().getAddress().length) {
      return Optional.of("source and destination of an SA are of one address family");
    }
    if (sa.esn() && !algorithms.esn()) {
      return Optional.of("this kernel interface has no extended sequence numbers");
    }
    if (sa.id().spi().value() == 0) {
      return Optional.of("SPI 0 is not for use (RFC 4303 section 2.1)");
    }
    return encryptProblem(sa, algorithms).or(() -> integrityProblem(sa, algorithms));
  }

  /** Whether SAs of that protocol exist here. */
  public static boolean isIpsec(ProtocolId protocol) {
    return protocol.equals(ProtocolId.ESP) || protocol.equals(ProtocolId.AH);
  }

  private static Optional<String> encryptProblem(KernelSa sa, KernelAlgorithms algorithms) {
    boolean ah = sa.id().protocol().equals(ProtocolId.AH);
    if (sa.encr().isEmpty()) {
      return ah ? Optional.empty() : Optional.of("an ESP SA needs a cipher, if only NULL");
    }
    EncrChoice choice = sa.encr().get();
    if (ah) {
      return Optional.of("AH does not encrypt: cipher " + choice + " given");
    }
    if (!algorithms.supports(choice)) {
      return Optional.of("cipher " + choice + " is not among those of this kernel interface");
    }
    OptionalInt octets = AlgorithmTable.encrKeymatOctets(choice.id(), choice.keyBits());
    return octets.isPresent() && octets.getAsInt() == sa.encrKey().length()
        ? Optional.empty()
        : Optional.of("key of " + sa.encrKey().length() + " octets does not fit cipher " + choice);
  }

  private static Optional<String> integrityProblem(KernelSa sa, KernelAlgorithms algorithms) {
    IntegId integ = sa.integ();
    boolean combined =
        sa.encr()
            .flatMap(c -> AlgorithmTable.encr(c.id()))
            .filter(EncrAlgorithm::isCombined)
            .isPresent();
    if (integ.equals(IntegId.NONE)) {
      return combined ? Optional.empty() : Optional.of("an SA needs integrity protection");
    }
    if (combined) {
      return Optional.of("a combined-mode cipher takes no integrity transform: " + integ);
    }
    if (!algorithms.integ().contains(integ)) {
      return Optional.of("integrity " + integ + " is not among those of this kernel interface");
    }
    OptionalInt octets = AlgorithmTable.integKeymatOctets(integ);
    return octets.isPresent() && octets.getAsInt() == sa.integKey().length()
        ? Optional.empty()
        : Optional.of("key of " + sa.integKey().length() + " octets does not fit " + integ);
  }
}
