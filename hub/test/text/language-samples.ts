/** Texts of many languages, each in the pieces in which it is to be spoken. */
export const samples: Readonly<Record<string, readonly (readonly string[])[]>> = {
  English: [
    ["Dr. Smith met Prof. J. R. Jones at 5 p.m. on Tuesday. ", "They talked until midnight."],
    ["Version 3.14 costs $1,299.50 today. ", "It was released on 2024-05-01 at 12:30."],
    ["See no. 5 and fig. 7 below for more. ", "He said no. Then he went away."],
    [
      "“Is it really true?” she asked him. ",
      '"Of course it is true!" ',
      "(He had not looked.) ",
      "So be it, then.",
    ],
    [
      "Visit https://example.com/a.b?c=d. ",
      "Then write to me.too@example.com. ",
      "Open report.final.pdf after that.",
    ],
    ["We won the game today! 👩‍👩‍👧‍👦🇩🇪👍🏽 ", "What a day it has been..."],
    ["I wonder ... perhaps it is so. ", "The U.S. economy grew by 3.5% in Q1."],
    ["It costs $5. Then there is the tax of 7.5%. ", "J.R.R. Tolkien wrote it."],
    [
      "It was on Friday, May 5, 2024, at 12:30 p.m. in room 712. ",
      "Say [Kokoro](/kˈO. kəɹO/) or [[koU. kor@]] and [laughs. softly] go on.",
    ],
  ],
  German: [
    ["Am 3. März kam Hr. Dr. Weiß um 17.30 Uhr an. ", "Er war z. B. bei Fr. Müller."],
    ["Er sagte laut: „Guten Tag, wie geht es Ihnen?“ ", "Dann ging er bzw. fuhr er nach Hause."],
    ["Das kostet 1.299,50 €, ungefähr. ", "Siehe Nr. 5 und Abb. 3 usw. auf S. 12."],
  ],
  French: [
    [
      "« Bonjour, comment allez-vous ? » demanda-t-il. ",
      "« Très bien, merci ! » ",
      "M. Dupont paya 1 000,50 € hier.",
    ],
    ["Où est-il donc passé ce matin ? ", "— Je ne sais pas, dit-elle. ", "Mme Curie l’a vu à 8 h."],
  ],
  Spanish: [
    [
      "¿Cómo estás hoy, amigo mío? ",
      "¡Estoy muy bien, gracias! ",
      "El Sr. López vive en EE. UU. desde 1990.",
    ],
    ["La Dra. García llegó hoy a las 8.30. ", "«¿Y tú?», preguntó ella entonces."],
  ],
  Italian: [
    [
      "Il dott. Rossi è arrivato alle 8.30. ",
      "«Che bella giornata!» esclamò lui. ",
      "Costa 1.299,50 euro, ecc. ecc.",
    ],
  ],
  Portuguese: [
    [
      "O Sr. Silva chegou às 10h30 de hoje. ",
      "A Dra. Costa também veio cedo! ",
      "“Será que sim?”, perguntou ele.",
    ],
  ],
  Turkish: [
    [
      "Dr. Yılmaz saat 15.30'da geldi mi? ",
      "Evet, Prof. Dr. Öz ile geldi. ",
      "İstanbul'da hava çok güzel!",
    ],
  ],
  Russian: [
    ["А. С. Пушкин родился в 1799 г. в Москве. ", "Он жил на ул. Ленина, д. 5, и т. д. и т. п."],
    [
      "«Что это такое?» — спросил он тихо. ",
      "— Не знаю, — ответила она. ",
      "Это стоит 5 млн. рублей.",
    ],
  ],
  Greek: [
    [
      "Γεια σου κόσμε, πώς είσαι σήμερα; ",
      "Είμαι πολύ καλά, ευχαριστώ! ",
      "Πάμε π.χ. στο πάρκο με τον κ. Νίκο.",
    ],
  ],
  Chinese: [
    [
      "他说：「你好，世界。」然后他走了。",
      "“今天天气很好！”她笑着说。",
      "价格是3.14元，时间是12:30。",
    ],
    ["你以前去过北京的长城吗？", "我去过两次，非常壮观！", "（那是2019年5月1日的事。）"],
    ["请访问https://example.com/a?b=c。", "然后再给我写一封信吧……好吗？"],
  ],
  Japanese: [
    [
      "「今日はいい天気ですね。」と彼は言った。",
      "散歩に行きましょうか！？",
      "『本当にいいの？』と聞いた。",
    ],
    ["価格は1,299円（税込）です。", "ご来店をお待ちしております。"],
  ],
  Korean: [
    [
      "안녕하세요, 여러분 반갑습니다. ",
      "오늘은 날씨가 정말 좋네요! ",
      "“이제 산책하러 갈까요?” ",
      "2024. 5. 1. 오후 3시에 만나요.",
    ],
  ],
  Hindi: [
    [
      "नमस्ते दुनिया, आप सब कैसे हैं? ",
      "मैं यहाँ बिल्कुल ठीक हूँ। ",
      "आज मौसम बहुत अच्छा है॥ ",
      "डॉ. शर्मा 5 बजे आए।",
    ],
  ],
  Arabic: [
    [
      "مرحبا بالعالم، كيف حالك اليوم؟ ",
      "أنا بخير، شكرا جزيلا لك. ",
      "وصل د. أحمد في الساعة 5.30 مساء!",
    ],
  ],
  Urdu: [["آج موسم بہت اچھا ہے، ہے نا؟ ", "جی ہاں، بالکل ٹھیک ہے۔ ", "چلو باغ میں چلتے ہیں۔"]],
  Hebrew: [["שלום עולם, מה שלומך היום? ", "אני בסדר גמור, תודה רבה. ", 'ד"ר כהן הגיע בשעה 17:30!']],
  Thai: [
    [
      "สวัสดีครับ วันนี้อากาศดีมาก เราไปเดินเล่นกันไหม ผมอยากไปสวนสาธารณะ แล้วก็กินข้าวที่ร้านใกล้บ้าน พรุ่งนี้ผมต้องไปทำงานตอนเช้า แต่ตอนเย็นว่าง ",
      "คุณจะมาหาผมได้ไหม ถ้าได้ก็โทรมานะครับ",
    ],
  ],
  Armenian: [["Բարեւ ձեզ, ինչպես եք այսօր։ ", "Ես շատ լավ եմ, շնորհակալություն։"]],
  Amharic: [["ሰላም ለእናንተ፣ እንዴት ናችሁ ዛሬ፧ ", "እኔ በጣም ደህና ነኝ፣ አመሰግናለሁ።"]],
  Burmese: [["မင်္ဂလာပါ၊ နေကောင်းလားခင်ဗျာ။ ", "ကျွန်တော် နေကောင်းပါတယ်။"]],
};
