package org.ikev2d.kernel.msg;

/**
 * One acceptable combination of algorithms in a proposal (RFC 2367 section 2.3.7.1). Lengths in
 * bits, times in seconds, zero for no limit.
 */
public record Comb(
    int auth,
    int encrypt,
    int flags,
    int authMinBits,
    int authMaxBits,
    int encryptMinBits,
    int encryptMaxBits,
    int reserved,
    int softAllocations,
    int hardAllocations,
    long softBytes,
    long hardBytes,
    long softAddTime,
    long hardAddTime,
    long softUseTime,
    long hardUseTime) {
  static final int SIZE = 72;
}
