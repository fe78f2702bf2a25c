package org.ikev2d.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process has cost so far, by the account of Linux (proc(5)).
 *
 * @param userMillis in user mode, all threads, ended ones included
 * @param systemMillis in the kernel on its behalf
 * @param residentKib memory that is in RAM
 */
public record ProcessCost(long userMillis, long systemMillis, long residentKib) {
  /** Of {@code USER_HZ}, which is 100 on every architecture that Java runs on. */
  private static final long MILLIS_PER_TICK = 10;

  /**
   * @throws IOException if there is no such process
   */
  public static ProcessCost of(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long resident = 0;
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        resident = Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    // utime and stime are the 14th and 15th field; the text begins with the third.
    return new ProcessCost(
        Long.parseLong(fields[11]) * MILLIS_PER_TICK,
        Long.parseLong(fields[12]) * MILLIS_PER_TICK,
        resident);
  }

  public long cpuMillis() {
    return userMillis + systemMillis;
  }

  public ProcessCost since(ProcessCost earlier) {
    return new ProcessCost(
        userMillis - earlier.userMillis, systemMillis - earlier.systemMillis, residentKib);
  }
}
