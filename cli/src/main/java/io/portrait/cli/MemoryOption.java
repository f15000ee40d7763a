package io.portrait.cli;

import io.portrait.cli.embedded.Machine;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How much memory a query may take; what does not fit goes to disk. */
final class MemoryOption {

  private static final Pattern SIZE = Pattern.compile("(\\d{1,6})(MB|GB)");
  private static final long LEAST = 256L << 20;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = Size.class,
      description =
          "The most memory that is taken, such as 2GB; what does not fit goes to disk, beside the"
              + " file (default: half of this machine's).")
  private @Nullable Long bytes;

  long bytes() {
    return bytes == null ? Machine.memoryBytes() / 2 : bytes;
  }

  /** {@code 512MB}, {@code 2GB}. */
  static final class Size implements ITypeConverter<Long> {

    @Override
    public Long convert(String text) {
      Matcher parts = SIZE.matcher(text);
      long bytes =
          parts.matches()
              ? Long.parseLong(parts.group(1)) << (parts.group(2).equals("MB") ? 20 : 30)
              : 0;
      if (bytes < LEAST) {
        throw new TypeConversionException(
            "'" + text + "' is no size of 256MB or more, such as 2GB");
      }
      return bytes;
    }
  }
}
