package org.ikev2d.port;

import java.util.List;
import java.util.Optional;

/** Ties the policies of the administrator to what the kernel knows of them. */
public interface PolicyBindings {
  /** The reqid that SAs of that policy carry; 0 if the policy is not installed. */
  int reqid(SecurityPolicy policy);

  /** The reqid that SAs for that part of a policy's traffic carry. */
  default int reqid(PolicyPart part) {
    return reqid(part.policy());
  }

  /** An SA for that part is in the kernel: what it needs of the SPD is there until its release. */
  default void hold(PolicyPart part, SaId sa, boolean inbound) {}

  /** The kernel has moved an SA to other addresses. */
  default void renamed(SaId from, SaId to) {}

  /** An SA is gone, or is about to go; of no account if it was not held. */
  default void release(SaId sa) {}

  /** The policy that an ACQUIRE names. */
  Optional<SecurityPolicy> byKernelId(int kernelId);

  /** What of that policy is in the kernel, with the templates that it has there now. */
  default List<KernelPolicy> installed(SecurityPolicy policy) {
    return List.of();
  }

  /**
   * The templates of these policies, as they were in the kernel, name that path's addresses now.
   */
  default void moved(List<KernelPolicy> policies, Path path) {}

  /**
   * Has the templates of that policy that an administrator wrote for one path name the addresses of
   * another: the peer has moved there.
   */
  default void lead(SecurityPolicy policy, Path home, Path path) {}

  /** Nobody whose home that is has moved any longer: templates are as the administrator wrote. */
  default void leadBack(Path home) {}

  /** Bindings of a host without a kernel SPD: every reqid is 0. */
  PolicyBindings NONE =
      new PolicyBindings() {
        @Override
        public int reqid(SecurityPolicy policy) {
          return 0;
        }

        @Override
        public Optional<SecurityPolicy> byKernelId(int kernelId) {
          return Optional.empty();
        }
      };
}
