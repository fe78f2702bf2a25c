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

  KernelAnswer<KernelPolicy> delete(KernelPolicy policy);

  /** All policies of the kernel, ours or not. */
  KernelAnswer<List<Installed>> dump();

  /** A policy with the id that the kernel gave it. */
  record Installed(int id, KernelPolicy policy) {}
}
