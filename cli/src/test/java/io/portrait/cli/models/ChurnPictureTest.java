package io.portrait.cli.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.cli.picture.Picture;
import io.portrait.cli.picture.PictureStyle;
import io.portrait.offline.ModelRow;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** Whether a picture is there and shows what it should; whether it is beautiful, look. */
class ChurnPictureTest {

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void aPngHasTheCurvesInTheirColours() throws IOException {
    Path file = folder.resolve("churn.png");

    new ChurnPicture(LearnedRows.churn(40)).write(file);

    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isEqualTo(2_240);
    assertThat(image.getHeight()).isEqualTo(1_120);
    assertThat(pixels(image, PictureStyle.MODEL.getRGB(), 0, 1_000)).isGreaterThan(1_000);
    assertThat(pixels(image, PictureStyle.MODEL.getRGB(), 1_000, 2_240)).isGreaterThan(1_000);
    assertThat(pixels(image, PictureStyle.BASELINE.getRGB(), 1_000, 2_240)).isGreaterThan(1_000);
    assertThat(pixels(image, PictureStyle.BASELINE.getRGB(), 0, 1_000)).isZero();
  }

  private static int pixels(BufferedImage image, int colour, int from, int until) {
    int pixels = 0;
    for (int x = from; x < until; x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        pixels += image.getRGB(x, y) == colour ? 1 : 0;
      }
    }
    return pixels;
  }

  @Test
  void anSvgIsXmlWithItsWordsAsText() throws Exception {
    Path file = folder.resolve("churn.SVG");

    List<ModelRow> history = new ArrayList<>(LearnedRows.churn(40));
    history.add(LearnedRows.told(history.get(39)));
    new ChurnPicture(history).write(file);

    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    Document svg = factory.newDocumentBuilder().parse(file.toFile());
    assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(svg.getDocumentElement().getTextContent())
        .contains("Churn model", "each of 16,000 labels", "expected calibration error 0.0")
        .contains("recency alone, last 28 d", "probability that was said");
  }

  @Test
  void oneTickWithoutALabelCanBeDrawnToo() throws IOException {
    Path file = folder.resolve("first.png");

    new ChurnPicture(List.of(LearnedRows.segments())).write(file);

    assertThat(Files.size(file)).isPositive();
  }

  @Test
  void otherFilesThanPngAndSvgAreNone() {
    assertThat(Picture.canBe(Path.of("a.png"))).isTrue();
    assertThat(Picture.canBe(Path.of("a.Svg"))).isTrue();
    assertThat(Picture.canBe(Path.of("a.jpg"))).isFalse();
    assertThat(Picture.canBe(Path.of("png"))).isFalse();
  }
}
