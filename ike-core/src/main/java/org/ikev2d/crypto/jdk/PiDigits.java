package org.ikev2d.crypto.jdk;

import java.math.BigInteger;

/**
 * The binary digits of pi that RFC 3526 builds its primes from, as "nothing up my sleeve" numbers.
 */
final class PiDigits {
  /** How many binary digits after the point the constant has. */
  private static final int FRACTION_BITS = 8192 - 130;

  private static final BigInteger PI =
      new BigInteger(
          """
          c90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22
          514a08798e3404ddef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245
          e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5
          ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a
          69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d
          670c354e4abc9804f1746c08ca18217c32905e462e36ce3be39e772c180e8603
          9b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae5
          15d2261898fa051015728e5a8aaac42dad33170d04507a33a85521abdf1cba64
          ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7abf5ae8cdb0933d7
          1e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64
          521f2b18177b200cbbe117577a615d6c770988c0bad946e208e24fa074e5ab31
          43db5bfce0fd108e4b82d120a92108011a723c12a787e6d788719a10bdba5b26
          99c327186af4e23c1a946834b6150bda2583e9ca2ad44ce8dbbbc2db04de8ef9
          2e8efc141fbecaa6287c59474e6bc05d99b2964fa090c3a2233ba186515be7ed
          1f612970cee2d7afb81bdd762170481cd0069127d5b05aa993b4ea988d8fddc1
          86ffb7dc90a6c08f4df435c93402849236c3fab4d27c7026c1d4dcb2602646de
          c9751e763dba37bdf8ff9406ad9e530ee5db382f413001aeb06a53ed9027d831
          179727b0865a8918da3edbebcf9b14ed44ce6cbaced4bb1bdb7f1447e6cc254b
          332051512bd7af426fb8f401378cd2bf5983ca01c64b92ecf032ea15d1721d03
          f482d7ce6e74fef6d55e702f46980c82b5a84031900b1c9e59e7c97fbec7e8f3
          23a97a7e36cc88be0f1d45b7ff585ac54bd407b22b4154aacc8f6d7ebf48e1d8
          14cc5ed20f8037e0a79715eef29be32806a1d58bb7c5da76f550aa3d8a1fbff0
          eb19ccb1a313d55cda56c9ec2ef29632387fe8d76e3c0468043e8f663f4860ee
          12bf2d5b0b7474d6e694f91e6dbe115974a3926f12fee5e438777cb6a932df8c
          d8bec4d073b931ba3bc832b68d9dd300741fa7bf8afc47ed2576f6936ba42466
          3aab639c5ae4f5683423b4742bf1c978238f16cbe39d652de3fdb8befc848ad9
          22222e04a4037c0713eb57a81a23f0c73473fc646cea306b4bcbc8862f8385dd
          fa9d4b7fa2c087e879683303ed5bdd3a062b3cf5b3a278a66d2a13f83f44f82d
          df310ee074ab6a364597e899a0255dc164f31cc50846851df9ab48195ded7ea1
          b1d510bd7ee74d73faf36bc31ecfa268359046f4eb879f924009438b481c6cd7
          889a002ed5ee382bc9190da6fc026e479558e4475677e9aa9e3050e2765694df
          c81f56e880b96e7160c980dd98a573ea
          """
              .replaceAll("\\s", ""),
          16);

  private PiDigits() {}

  /**
   * {@code floor(2^bits * pi)}.
   *
   * @param bits 0 to 8062
   */
  static BigInteger floorOfPiTimesTwoTo(int bits) {
    return PI.shiftRight(FRACTION_BITS - bits);
  }
}
