package org.ikev2d.kernel.journal;

import java.util.List;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.Spd;

/** Any SPD, with a journal of what is put into it. */
public final class JournaledSpd implements Spd {
  private static final int ENOENT = 2;

  private final Spd spd;
  private final Journal journal;

  public JournaledSpd(Spd spd, Journal journal) {
    this.spd = spd;
    this.journal = journal;
  }

  @Override
  public KernelAnswer<Integer> add(KernelPolicy policy) {
    boolean known = journal.contains(policy);
    if (!known) {
      journal.add(policy);
    }
    KernelAnswer<Integer> answer = spd.add(policy);
    if (answer instanceof KernelAnswer.Refused && !known) {
      journal.remove(policy);
    }
    return answer;
  }

  /** What tells it from others stays, and with it its record. */
  @Override
  public KernelAnswer<Integer> replace(KernelPolicy policy) {
    return spd.replace(policy);
  }

  @Override
  public KernelAnswer<KernelPolicy> delete(KernelPolicy policy) {
    KernelAnswer<KernelPolicy> answer = spd.delete(policy);
    boolean gone =
        switch (answer) {
          case KernelAnswer.Done<KernelPolicy> done -> true;
          case KernelAnswer.Refused<KernelPolicy> refused -> refused.errno() == ENOENT;
        };
    if (gone) {
      journal.remove(policy);
    }
    return answer;
  }

  @Override
  public KernelAnswer<Installed> get(int id) {
    return spd.get(id);
  }

  @Override
  public KernelAnswer<List<Installed>> dump() {
    return spd.dump();
  }
}
