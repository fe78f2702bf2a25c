package org.ikev2d.sim;

/** How much happened in lives, so that a reader sees that they were not empty. */
final class Census {
  long lives;
  long steps;
  long rekeys;
  long collisions;
  long putOff;
  long additional;
  long unfinished;
  long deletes;
  long moves;
  long restarts;
  long datagrams;
  long lost;
  long repeated;
  long quietMoments;

  void add(Census other) {
    lives += other.lives;
    steps += other.steps;
    rekeys += other.rekeys;
    collisions += other.collisions;
    putOff += other.putOff;
    additional += other.additional;
    unfinished += other.unfinished;
    deletes += other.deletes;
    moves += other.moves;
    restarts += other.restarts;
    datagrams += other.datagrams;
    lost += other.lost;
    repeated += other.repeated;
    quietMoments += other.quietMoments;
  }

  @Override
  public String toString() {
    return "%d rekeys, %d collisions, %d put off, %d additional key exchanges, %d rekeys unfinished, %d deletes, %d moves, %d restarts, %d datagrams (%d lost, %d repeated), compared %d times"
        .formatted(
            rekeys,
            collisions,
            putOff,
            additional,
            unfinished,
            deletes,
            moves,
            restarts,
            datagrams,
            lost,
            repeated,
            quietMoments);
  }
}
