package io.portrait.aggregate;

import static io.portrait.aggregate.Definitions.AMOUNT;
import static io.portrait.aggregate.Definitions.CATEGORY;
import static io.portrait.aggregate.Definitions.event;
import static io.portrait.aggregate.Definitions.feature;
import static io.portrait.aggregate.Definitions.millis;
import static io.portrait.aggregate.Definitions.quantile;
import static io.portrait.aggregate.Definitions.top;
import static io.portrait.aggregate.Definitions.window;
import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.definition.Aggregate;
import io.portrait.definition.Definition;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** State is a promise: what the first version with distinct, top and quantile wrote of a user. */
class GoldenSketchTest {

  private static final long NOON = 1_795_176_000_000L;

  @Test
  void thisVersionStillWritesTheSameBytes() {
    Definition definition =
        Definitions.of(
            feature("texts", Aggregate.DISTINCT, CATEGORY, window("7d/1h")),
            feature("numbers", Aggregate.DISTINCT, AMOUNT),
            top("top", 3, CATEGORY, window("7d/1h")),
            top("ever", 3, CATEGORY),
            quantile("median", 0.5, window("7d/1h")));
    FeaturePlan plan = FeaturePlan.of(definition);
    UserState user = plan.newUser();
    String[] texts = {"shoes", "Größe", "", "shoes", "靴"};
    for (int i = 0; i < texts.length; i++) {
      long time = NOON + i * millis("1h");
      user.observe(time - 1, (tick, values, events) -> {});
      user.add(event(null, "view", time, i % 2 + 0.5, 1, texts[i]), time - 1, new MemoryColdIds());
    }
    user.observe(NOON + millis("1d"), (tick, values, events) -> {});

    assertThat(hex(user.encode()))
        .isEqualTo(
            "022b0180ea49a0380482a7a361361fcf2602739f7c32d64c408901c973e0303099e1e4031fbfc53c"
                + "71a843e902058090fd9abf6880f4ee06002e610004a0380301a12df51072e7fd5601012e01aa7e54"
                + "c177f60101d11af46d1aae627101017b4229a3d35e14f70014610102731c00c31fcf3dea22822a6c"
                + "1cc7f21e0037690400074772c3b6c39f650573686f657303e99db40104000100010002000105a038"
                + "0401020101010101010100010101020101010301001a710005a0380401c8010101d8040101c80101"
                + "01d8040101c8010080c0ee6d00000000b8e13633");
  }

  @Test
  void registersStayWhereTheyAre() {
    Registers registers = new Registers();
    for (String text : new String[] {"shoes", "hats", "Größe", "靴", ""}) {
      registers.add(DistinctSet.hash(Double.NaN, text));
    }
    registers.add(DistinctSet.hash(59.9, null));
    ByteWriter out = new ByteWriter();
    registers.write(out);

    assertThat(hex(out.toBytes())).isEqualTo("0006819701814bc15ac2aa08c2e702c172");
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
