package org.ikev2d.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.ikev2d.codec.Problem.Kind;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Test;

class CursorTest {
  @Test
  void readsNumbersInNetworkOrder() {
    Cursor cursor = over("01 0203 040506 f708090a fb0c0d0e0f101112");
    assertThat(cursor.u8()).isEqualTo(1);
    assertThat(cursor.u16()).isEqualTo(0x0203);
    assertThat(cursor.u24()).isEqualTo(0x040506);
    assertThat(cursor.u32()).isEqualTo(0xf708090a);
    assertThat(cursor.u64()).isEqualTo(0xfb0c0d0e0f101112L);
    assertThat(cursor.hasMore()).isFalse();
  }

  @Test
  void refusesToReadPastTheEndAndSaysWhere() {
    Cursor cursor = over("0102");
    cursor.u8();
    assertThat(problem(cursor::u16))
        .isEqualTo(new Problem(Kind.TOO_SHORT, "test", "2 octets wanted at offset 1, 1 are there"));
    assertThat(problem(cursor::u64).kind()).isEqualTo(Kind.TOO_SHORT);
    assertThat(problem(() -> cursor.take(2)).kind()).isEqualTo(Kind.TOO_SHORT);
    assertThat(cursor.take(1)).isEqualTo(Bytes.of(2));
  }

  @Test
  void aWindowEndsWhereItsLengthSays() {
    Cursor outer = over("aabbccddee");
    outer.u8();
    Cursor window = outer.structure(4, 2, "part", 1);
    assertThat(window.remaining()).isEqualTo(2);
    assertThat(window.u8()).isEqualTo(0xbb);
    assertThat(problem(window::u16).where()).isEqualTo("part#1");
    assertThat(outer.u16()).isEqualTo(0xddee);
  }

  @Test
  void aWindowPastTheEndOfItsParentIsRefused() {
    Cursor outer = over("aabb");
    assertThat(problem(() -> outer.structure(7, 4, "part", 3)))
        .isEqualTo(
            new Problem(
                Kind.LENGTH_MISMATCH,
                "part#3",
                "length 7 should be from 4 to the 6 octets there are"));
  }

  @Test
  void aWindowShorterThanItsHeaderIsRefused() {
    Cursor outer = over("aabb");
    assertThat(problem(() -> outer.structure(3, 4, "part", 1)).kind())
        .isEqualTo(Kind.LENGTH_MISMATCH);
  }

  @Test
  void octetsLeftOverAreAnError() {
    Cursor cursor = over("0102");
    assertThat(problem(cursor::finish).kind()).isEqualTo(Kind.LENGTH_MISMATCH);
    cursor.rest();
    cursor.finish();
  }

  @Test
  void namesThePlaceFromTheOutside() {
    Cursor inner = over("0000").structure(2, 0, "SA", 1).structure(2, 0, "proposal", 2);
    assertThat(inner.path()).isEqualTo("SA#1/proposal#2");
  }

  private static Cursor over(String hex) {
    return Cursor.over(Bytes.ofHex(hex), "test");
  }

  private static Problem problem(ThrowingCallable reading) {
    return assertThatExceptionOfType(ParseFailure.class).isThrownBy(reading).actual().problem();
  }
}
