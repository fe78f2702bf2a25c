package org.ikev2d.daemon;

import java.util.Locale;
import java.util.Optional;
import org.ikev2d.config.properties.KernelChoice;
import org.ikev2d.kernel.memory.MemoryKernel;
import org.ikev2d.kernel.pfkey.PfKeyBackend;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.Sadb;
import org.ikev2d.port.Spd;
import org.ikev2d.port.Timers;

/**
 * The backend that holds SADB and SPD.
 *
 * @param real whether a kernel protects traffic by it
 */
record Kernel(Sadb sadb, Spd spd, boolean real) {
  /** Outcome of opening the backend that the settings name. */
  sealed interface Opened {
    record Good(Kernel kernel) implements Opened {}

    record Failed(String message) implements Opened {}
  }

  static Opened open(KernelChoice choice, Timers timers) {
    return switch (choice) {
      case MEMORY -> new Opened.Good(memory(timers));
      // A host whose policies want protection must not run without: no kernel is no start.
      case PFKEY, AUTO ->
          switch (PfKeyBackend.open()) {
            case KernelAnswer.Done<PfKeyBackend>(PfKeyBackend backend) ->
                new Opened.Good(new Kernel(backend, backend, true));
            case KernelAnswer.Refused<PfKeyBackend> refused ->
                new Opened.Failed(
                    "kernel = "
                        + choice.name().toLowerCase(Locale.ROOT)
                        + ": "
                        + words(refused)
                        + "; load the kernel module af_key, or set kernel = memory, which negotiates"
                        + " but protects nothing");
          };
    };
  }

  private static Kernel memory(Timers timers) {
    MemoryKernel memory = new MemoryKernel(timers);
    return new Kernel(memory, memory, false);
  }

  private static String words(KernelAnswer.Refused<?> refused) {
    return Optional.of(refused.operation()).filter(o -> !o.isEmpty()).map(o -> o + ": ").orElse("")
        + refused.reason()
        + " (errno "
        + refused.errno()
        + ")";
  }
}
