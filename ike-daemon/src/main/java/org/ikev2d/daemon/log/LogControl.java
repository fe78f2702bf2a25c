package org.ikev2d.daemon.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.control.DebugLevel;
import org.ikev2d.control.DebugLevel.Category;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the log to standard error or a file, and turns debug categories on and off. */
public final class LogControl {
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX,UTC} %-5level %msg%n%rEx{full}";

  /**
   * Which loggers speak up for a category; events log as {@code event.} and their first word.
   * Operation is everybody's level INFO.
   */
  private static final Map<Category, List<String>> LOGGERS = new EnumMap<>(Category.class);

  static {
    LOGGERS.put(Category.CERT, List.of("org.ikev2d.pki", "event.cert"));
    LOGGERS.put(Category.KEY, List.of("org.ikev2d.crypto", "event.key"));
    LOGGERS.put(
        Category.P1,
        List.of(
            "org.ikev2d.transport",
            "org.ikev2d.exchange",
            "org.ikev2d.actor",
            "event.ike",
            "event.message",
            "event.datagram",
            "event.peer"));
    LOGGERS.put(Category.P2, List.of("org.ikev2d.sa", "event.child"));
    LOGGERS.put(Category.PFKEY, List.of("org.ikev2d.kernel", "event.kernel", "event.sadb"));
    LOGGERS.put(Category.POL, List.of("org.ikev2d.daemon.policy", "event.policy"));
    LOGGERS.put(Category.PROP, List.of("org.ikev2d.negotiate", "event.proposal"));
    LOGGERS.put(Category.DOOR, List.of("org.ikev2d.daemon.control", "event.control"));
    LOGGERS.put(Category.CONFIG, List.of("org.ikev2d.config", "event.config"));
  }

  private final LoggerContext context;
  private DebugLevel level;
  private Optional<Path> file = Optional.empty();

  private LogControl(LoggerContext context, DebugLevel level) {
    this.context = context;
    this.level = level;
  }

  /** The logger of an event with that stable name. */
  public static Logger loggerOf(String eventName) {
    int dot = eventName.indexOf('.');
    return LoggerFactory.getLogger("event." + (dot < 0 ? eventName : eventName.substring(0, dot)));
  }

  /**
   * Replaces whatever logging there is.
   *
   * @param file the log file; empty: standard error
   */
  public static LogControl start(Optional<Path> file, DebugLevel level) throws IOException {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    LogControl control = new LogControl(context, level);
    control.write(file);
    control.apply(level);
    return control;
  }

  public synchronized DebugLevel level() {
    return level;
  }

  /** Where the log goes; empty: standard error. */
  public synchronized Optional<Path> file() {
    return file;
  }

  /** From now on logs in that detail. */
  public synchronized void apply(DebugLevel newLevel) {
    level = newLevel;
    context
        .getLogger(Logger.ROOT_LOGGER_NAME)
        .setLevel(newLevel.has(Category.OP) ? Level.INFO : Level.WARN);
    LOGGERS.forEach((category, names) ->
        names.forEach(
            name -> context.getLogger(name).setLevel(newLevel.has(category) ? Level.DEBUG : null)));
  }

  /**
   * From now on logs there; a new file is readable for its owner alone.
   *
   * @throws IOException in words for the administrator, and nothing has changed
   */
  public synchronized void write(Optional<Path> newFile) throws IOException {
    Appender<ILoggingEvent> appender =
        newFile.isPresent() ? fileAppender(newFile.get()) : new ConsoleAppender<>();
    if (appender instanceof OutputStreamAppender<ILoggingEvent> stream) {
      PatternLayoutEncoder encoder = new PatternLayoutEncoder();
      encoder.setContext(context);
      encoder.setPattern(PATTERN);
      encoder.start();
      stream.setEncoder(encoder);
    }
    if (appender instanceof ConsoleAppender<ILoggingEvent> console) {
      console.setTarget("System.err");
    }
    appender.setContext(context);
    appender.start();
    if (!appender.isStarted()) {
      throw new IOException("cannot write the log to " + newFile.map(Path::toString).orElse("-"));
    }
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.addAppender(appender);
    file = newFile;
  }

  private static FileAppender<ILoggingEvent> fileAppender(Path file) throws IOException {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException fine) {
      if (!Files.isWritable(file)) {
        throw new IOException("cannot write the log to " + file + ": permission denied");
      }
    } catch (IOException failed) {
      throw new IOException(
          "cannot create the log file " + file + ": " + failed.getClass().getSimpleName(), failed);
    }
    FileAppender<ILoggingEvent> appender = new FileAppender<>();
    appender.setFile(file.toString());
    appender.setAppend(true);
    return appender;
  }

  /** Writes what is still buffered and lets go of the file. */
  public void stop() {
    context.stop();
  }
}
