package io.portrait.cli;

import io.portrait.definition.Definition;
import io.portrait.http.HttpOptions;
import io.portrait.http.ProfileServer;
import io.portrait.http.ServerSettings;
import io.portrait.online.OnlineStore;
import io.portrait.online.RedisAddress;
import java.util.Iterator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code serve}: profiles over HTTP, until Ctrl-C. */
@Command(
    name = "serve",
    description = "Serve profiles over HTTP until Ctrl-C; up need not run.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

  private static final long LOOK_EVERY_MILLIS = 1_000;
  private static final String SOMEBODY = "u-1";

  private final Console console;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private HttpOptions http;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private StoreOptions options;

  ServeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Definition definition = options.definition();
    return options.at(address -> serve(definition, address));
  }

  private int serve(Definition definition, RedisAddress address) {
    try (StopSignal stop = StopSignal.open();
        ProfileServer server = start(definition, address)) {
      console
          .out()
          .println(
              "Serving     "
                  + server.address()
                  + (server.wantsToken() ? ", with a token" : ", to this machine only")
                  + "; profiles of "
                  + definition.project()
                  + " in "
                  + address);
      console.out().println("Try         " + server.example(somebody(definition, address)));
      console.out().println("Running     Ctrl-C stops");
      console.out().flush();
      boolean asked = false;
      while (!asked) { // Redis may come and go meanwhile: answers say so
        asked = stop.await(LOOK_EVERY_MILLIS);
      }
    }
    console.out().println("Stopped.");
    return Failure.DONE;
  }

  private ProfileServer start(Definition definition, RedisAddress address) {
    try {
      ServerSettings settings = http.settings(definition, address, System.getenv());
      return ProfileServer.start(settings);
    } catch (IllegalArgumentException e) {
      throw Failure.wrongUse(Failure.oneLine(e.getMessage()));
    } catch (IllegalStateException e) {
      throw Failure.because(Failure.oneLine(e.getMessage()), e);
    }
  }

  /** Somebody who has a profile, so that what is copied from the screen works. */
  private static String somebody(Definition definition, RedisAddress address) {
    try (OnlineStore store = OnlineStore.connect(address, definition.project())) {
      Iterator<String> users = store.users();
      return users.hasNext() ? users.next() : SOMEBODY;
    }
  }
}
