package io.portrait.embedding.model;

import java.util.ArrayList;
import java.util.List;

/** Texts as they come: of many scripts, of no words, far too long. */
final class VariedTexts {

  private static final List<String> SHORT =
      List.of(
          "",
          " ",
          "\t\n",
          "a",
          "A",
          "7",
          "?",
          "light trail running shoes",
          "Light Trail RUNNING Shoes",
          "the quick brown fox jumps over the lazy dog",
          "USB-C cable, 2 m, 100 W",
          "price: 59.90 EUR (was 79.90 EUR)",
          "3/4\" hex bolt M8x40 DIN 933",
          "user@example.com https://example.com/a?b=c&d=%20",
          "<b>bold</b> &amp; \"quoted\" 'single' `code`",
          "{\"json\": [1, 2, 3]}",
          "C:\\folder\\file.txt",
          "don't won't can't it's",
          "co-operate re-enter e-mail",
          "...!!!???",
          "--------------------",
          "café crème brûlée",
          "cafe\u0301 cre\u0300me",
          "Ångström über naïve Zoë",
          "Łódź Kraków żółć",
          "İstanbul ışık",
          "straße STRASSE",
          "ﬁne ﬂow ½ ² ™ №",
          "кроссовки для бега",
          "Беговые КРОССОВКИ, лёгкие",
          "παπούτσια για τρέξιμο",
          "حذاء للجري خفيف",
          "נעלי ריצה",
          "跑步鞋",
          "轻便的越野跑鞋,适合长距离",
          "ランニングシューズ",
          "カタカナ と ひらがな",
          "러닝화",
          "รองเท้าวิ่ง",
          "दौड़ने के जूते",
          "giày chạy bộ",
          "shoes 跑步鞋 кроссовки حذاء",
          "👟",
          "👟🏃‍♀️ run 🇩🇪",
          "👨‍👩‍👧‍👦",
          "🤷🏽‍♂️ who knows",
          "\u0000",
          "a\u0000b",
          "bell \u0007 escape \u001b[31m delete \u007f",
          "zero\u200bwidth\u200djoiner\ufeff",
          "no\u00a0break\u2003space",
          "line one\nline two\r\nline three",
          "private \ue000 use",
          "replacement \ufffd here",
          "math: ∑ ∫ √ ≠ ≤ α β γ",
          "currency: € £ ¥ ₹ ₽ ฿",
          "[CLS] [SEP] [MASK] [PAD] [UNK]",
          "##ing ##ed",
          "𝒻𝒶𝓃𝒸𝓎 𝕥𝕖𝕩𝕥",
          "ＦＵＬＬ ｗｉｄｔｈ",
          "z̵̡a̷l̸g̶o̵",
          "lone \ud800 surrogate",
          "\udc00");

  private VariedTexts() {}

  /** More than 60. */
  static List<String> all() {
    List<String> texts = new ArrayList<>(SHORT);
    texts.add("word ".repeat(100));
    texts.add("one two three four five six seven eight nine ten ".repeat(500));
    texts.add("跑步鞋".repeat(50));
    texts.add("a".repeat(10_000));
    texts.add("👟 ".repeat(40));
    texts.add(" ".repeat(5_000) + "late");
    return texts;
  }
}
