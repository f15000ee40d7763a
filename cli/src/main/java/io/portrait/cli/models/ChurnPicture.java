package io.portrait.cli.models;

import io.portrait.cli.picture.Picture;
import io.portrait.cli.picture.PictureStyle;
import io.portrait.cli.status.Numbers;
import io.portrait.offline.ModelHistory;
import io.portrait.offline.ModelRow;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** The churn model in one picture: whether its probabilities hold, and its AUC over time. */
public final class ChurnPicture {

  private static final int WIDTH = 1_120;
  private static final int HEIGHT = 560;
  private static final int HEAD = 84;
  private static final int MARGIN = 28;
  private static final int RELIABILITY_WIDTH = 450;

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private final List<ModelRow> history;
  private final ModelRow newest;

  /**
   * Of the rows of a model in the order of their ticks.
   *
   * @param history at least one
   */
  public ChurnPicture(List<ModelRow> history) {
    this.history = List.copyOf(history);
    this.newest = ModelHistory.latest(history);
  }

  /** Writes it as SVG or PNG, as the file's name says. */
  public void write(Path file) throws IOException {
    new Picture(WIDTH, HEIGHT, this::draw).write(file);
  }

  private void draw(Graphics2D canvas) {
    head(canvas);
    double height = HEIGHT - HEAD - MARGIN / 2.0;
    double aucLeft = MARGIN + RELIABILITY_WIDTH + MARGIN;
    ReliabilityPlot.of(newest)
        .draw(canvas, new Rectangle2D.Double(MARGIN, HEAD, RELIABILITY_WIDTH, height));
    AucPlot.of(history, newest)
        .draw(canvas, new Rectangle2D.Double(aucLeft, HEAD, WIDTH - aucLeft - MARGIN, height));
  }

  private void head(Graphics2D canvas) {
    canvas.setColor(PictureStyle.INK);
    canvas.setFont(PictureStyle.TITLE);
    canvas.drawString("Churn model", MARGIN + 8, 40);
    canvas.setColor(PictureStyle.FAINT_INK);
    canvas.setFont(PictureStyle.TEXT);
    canvas.drawString(
        "version "
            + Numbers.count(newest.version())
            + ", as of "
            + DAY.format(newest.asOf())
            + "; each of "
            + Figures.count(newest.metric("n"))
            + " labels was predicted before it was learned from",
        MARGIN + 8,
        62);
  }
}
