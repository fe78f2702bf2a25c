package org.ikev2d.port;

import java.util.List;

/** The Security Policy Database (RFC 4301 section 4.4.1) behind some kernel interface. */
public interface Spd {
  /**
   * Adds a policy.
   *
   * @return the kernel's id of it, which ACQUIRE names
   */
  KernelAnswer<Integer> add(KernelPolicy policy);

  /**
   * Puts a policy in the place of the one with its direction and selectors, without a moment
   * between the two.
   *
   * @return the kernel's id of it
   */
  KernelAnswer<Integer> replace(KernelPolicy policy);

  KernelAnswer<KernelPolicy> delete(KernelPolicy policy);

  /** All policies of the kernel, ours or not. */
  KernelAnswer<List<Installed>> dump();

  /** The policy of that id, as an ACQUIRE names it. */
  default KernelAnswer<Installed> get(int id) {
    return switch (dump()) {
      case KernelAnswer.Refused<List<Installed>> refused -> refused.as();
      case KernelAnswer.Done<List<Installed>>(List<Installed> all) ->
          all.stream()
              .filter(p -> p.id() == id)
              .findFirst()
              .<KernelAnswer<Installed>>map(KernelAnswer::done)
              .orElseGet(() -> new KernelAnswer.Refused<>("SADB_X_SPDGET", 2, "no policy " + id));
    };
  }

  /** A policy with the id that the kernel gave it. */
  record Installed(int id, KernelPolicy policy) {}
}
