package org.ikev2d.port;

import java.util.Optional;

/** Ties the policies of the administrator to what the kernel knows of them. */
public interface PolicyBindings {
  /** The reqid that SAs of that policy carry; 0 if the policy is not installed. */
  int reqid(SecurityPolicy policy);

  /** The policy that an ACQUIRE names. */
  Optional<SecurityPolicy> byKernelId(int kernelId);

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
