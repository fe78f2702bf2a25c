package org.ikev2d.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Test;

class WriterTest {
  @Test
  void writesNumbersInNetworkOrder() {
    Writer out = new Writer().u8(1).u16(0x0203).u24(0x040506).u32(0xf708090a).zeros(2);
    assertThat(out.toBytes()).isEqualTo(Bytes.ofHex("010203040506f708090a0000"));
  }

  @Test
  void growsAsNeeded() {
    Bytes large = Bytes.wrap(new byte[70_000]);
    Writer out = new Writer().u8(1).bytes(large).u8(2);
    assertThat(out.length()).isEqualTo(70_002);
    assertThat(out.toBytes().at(70_001)).isEqualTo(2);
  }

  @Test
  void refusesNumbersThatDoNotFit() {
    Writer out = new Writer();
    assertThatIllegalArgumentException().isThrownBy(() -> out.u8(256));
    assertThatIllegalArgumentException().isThrownBy(() -> out.u8(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> out.u16(65536));
    assertThatIllegalArgumentException().isThrownBy(() -> out.u24(1 << 24));
    assertThat(out.length()).isZero();
  }

  @Test
  void refusesAStructureTooLongForItsLengthField() {
    Writer out = new Writer().zeros(65535);
    out.patchLength16(0, 0);
    assertThat(out.toBytes().shortAt(0)).isEqualTo(65535);
    out.u8(0);
    assertThatIllegalArgumentException().isThrownBy(() -> out.patchLength16(0, 0));
  }
}
