package io.portrait.k8s;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code k8s/image/Dockerfile} says, stage by stage: as much of its language as it uses. */
record Dockerfile(Map<String, String> images, Map<String, Stage> stages) {

  private static final Pattern FROM = Pattern.compile("\\$\\{(\\w+)}|(\\S+)");

  /** A stage: what it begins from, and its instructions. */
  record Stage(String from, List<Instruction> instructions) {

    List<String> of(String keyword) {
      return instructions.stream()
          .filter(each -> each.keyword().equals(keyword))
          .map(Instruction::rest)
          .toList();
    }

    /** Of an instruction in JSON's form. */
    List<String> list(String keyword) {
      try {
        return List.of(new ObjectMapper().readValue(of(keyword).get(0), String[].class));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  record Instruction(String keyword, String rest) {}

  static Dockerfile read() {
    Map<String, String> images = new LinkedHashMap<>();
    Map<String, Stage> stages = new LinkedHashMap<>();
    List<Instruction> current = new ArrayList<>();
    String text = Rendered.read(Rendered.HOME.resolve("image/Dockerfile"));
    for (String line : text.replaceAll("(?m)^#.*\\n", "").replace("\\\n", " ").split("\n", -1)) {
      String[] parts = line.strip().split("\\s+", 2);
      if (parts.length < 2) {
        continue;
      }
      if (parts[0].equals("FROM")) {
        String[] names = parts[1].split("\\s+AS\\s+", 2);
        current = new ArrayList<>();
        stages.put(names[1], new Stage(names[0], current));
      } else if (stages.isEmpty()) {
        String[] argument = parts[1].split("=", 2);
        images.put(argument[0], argument[1]);
      } else {
        current.add(new Instruction(parts[0], parts[1]));
      }
    }
    return new Dockerfile(images, stages);
  }

  Stage stage(String name) {
    Stage stage = stages.get(name);
    if (stage == null) {
      throw new IllegalStateException("no stage " + name);
    }
    return stage;
  }

  /** The image that a stage begins from, through those that it is built upon. */
  String base(String name) {
    Matcher from = FROM.matcher(stage(name).from());
    if (!from.matches()) {
      throw new IllegalStateException(stage(name).from());
    }
    String variable = from.group(1);
    return variable == null ? base(from.group(2)) : images.getOrDefault(variable, "");
  }
}
