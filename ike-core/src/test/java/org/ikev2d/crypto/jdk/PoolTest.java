package org.ikev2d.crypto.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PoolTest {
  private final List<StringBuilder> made = new ArrayList<>();
  private final Pool<StringBuilder> pool =
      new Pool<>(
          () -> {
            StringBuilder one = new StringBuilder();
            made.add(one);
            return one;
          },
          used -> used.setLength(0));

  @Test
  void anObjectServesAgainAfterItHasBeenCleaned() throws GeneralSecurityException {
    String first = pool.use(text -> text.append("key").toString());
    String second = pool.use(StringBuilder::toString);

    assertThat(first).isEqualTo("key");
    assertThat(second).isEmpty();
    assertThat(made).hasSize(1);
  }

  @Test
  void usesAtOnceHaveObjectsOfTheirOwn() throws GeneralSecurityException {
    Set<Integer> identities = new HashSet<>();
    pool.use(outer -> {
      identities.add(System.identityHashCode(outer));
      return pool.use(inner -> identities.add(System.identityHashCode(inner)));
    });

    assertThat(identities).hasSize(2);
    assertThat(made).hasSize(2);
  }

  @Test
  void anObjectIsCleanedAfterAUseThatFailed() throws GeneralSecurityException {
    assertThatThrownBy(() ->
            pool.use(text -> {
              text.append("key");
              throw new GeneralSecurityException("bad tag");
            }))
        .hasMessage("bad tag");

    String next = pool.use(StringBuilder::toString);
    assertThat(next).isEmpty();
    assertThat(made).hasSize(1);
  }
}
