package io.portrait.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portrait.cli.status.ProfileView;
import io.portrait.definition.Embedding;
import io.portrait.online.OnlineStore;
import io.portrait.online.StoredProfile;
import io.portrait.profile.ProfileJson;
import io.portrait.yaml.NearestName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code get USER...}: profiles as they are served. */
@Command(
    name = "get",
    description = "Print profiles as Redis serves them; up need not run.",
    mixinStandardHelpOptions = true)
final class GetCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(arity = "1..*", paramLabel = "USER", description = "User ids.")
  @SuppressWarnings("NullAway.Init")
  private List<String> users;

  @Option(
      names = "--features",
      split = ",",
      paramLabel = "NAME",
      description = "Only these columns: views_7d,tags")
  private List<String> features = new ArrayList<>();

  @Option(
      names = "--view",
      paramLabel = "NAME",
      description = "Only the columns of this view of the definition file.")
  private @Nullable String view;

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private StoreOptions options;

  GetCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (view != null) {
      features = columnsOf(view);
    }
    return options.read(this::print);
  }

  private List<String> columnsOf(String name) {
    if (!features.isEmpty()) {
      throw Failure.wrongUse("give --view or --features, not both");
    }
    try {
      return options.definition().view(name).columns();
    } catch (IllegalArgumentException e) {
      throw Failure.wrongUse(String.valueOf(e.getMessage()));
    }
  }

  private int print(OnlineStore store) {
    int code = Failure.DONE;
    List<Optional<StoredProfile>> profiles =
        store.getAll(UserNames.of(options.definition(), users));
    for (int i = 0; i < users.size(); i++) {
      if (profiles.get(i).isPresent()) {
        print(profiles.get(i).get());
      } else {
        console.complain("no profile for '" + users.get(i) + "'");
        code = Failure.FAILED;
      }
    }
    return code;
  }

  private void print(StoredProfile profile) {
    ObjectNode values = ProfileJson.of(profile.row(), profile.schema());
    Function<String, Failure> unknown =
        name -> {
          List<String> offered = new ArrayList<>();
          values.fieldNames().forEachRemaining(offered::add);
          return Failure.wrongUse("no feature '" + name + "'" + NearestName.hint(name, offered));
        };
    for (String name : features) {
      if (!values.has(name) && !name.equals(Embedding.NAME)) { // not every user has one
        throw unknown.apply(name);
      }
    }
    if (json) {
      console.out().println(only(values));
    } else {
      ProfileView.lines(profile, features, Instant.now()).forEach(console.out()::println);
    }
  }

  private ObjectNode only(ObjectNode values) {
    if (!features.isEmpty()) {
      List<String> wanted = new ArrayList<>(features);
      wanted.add("user_id");
      values.retain(wanted);
    }
    return values;
  }
}
