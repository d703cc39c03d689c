/** What a voice says of itself in a preview, in its own language; in English where there is none here. */
export function previewText(language: string | undefined): string {
  const base = language?.toLowerCase().split(/[-_]/)[0] ?? "";
  return texts.get(base) ?? english;
}

const english = "Hello! This is what I sound like. Shall I read you something?";

const texts: ReadonlyMap<string, string> = new Map([
  ["ar", "مرحبًا! هكذا يبدو صوتي. هل أقرأ لك شيئًا؟"],
  ["cs", "Dobrý den! Takhle zní můj hlas. Mám vám něco přečíst?"],
  ["da", "Hej! Sådan lyder min stemme. Skal jeg læse noget op for dig?"],
  ["de", "Hallo! So klingt meine Stimme. Soll ich dir etwas vorlesen?"],
  ["el", "Γεια σας! Έτσι ακούγεται η φωνή μου. Να σας διαβάσω κάτι;"],
  ["es", "¡Hola! Así suena mi voz. ¿Te leo algo?"],
  ["fi", "Hei! Tältä ääneni kuulostaa. Luenko sinulle jotain?"],
  ["fr", "Bonjour ! Voici ma voix. Voulez-vous que je vous lise quelque chose ?"],
  ["he", "שלום! כך נשמע הקול שלי. להקריא לך משהו?"],
  ["hi", "नमस्ते! मेरी आवाज़ ऐसी है। क्या मैं आपको कुछ पढ़कर सुनाऊँ?"],
  ["hu", "Szia! Így szól a hangom. Felolvassak neked valamit?"],
  ["id", "Halo! Beginilah suara saya. Mau saya bacakan sesuatu?"],
  ["it", "Ciao! Questa è la mia voce. Vuoi che ti legga qualcosa?"],
  ["ja", "こんにちは。これが私の声です。何か読みましょうか。"],
  ["ko", "안녕하세요! 제 목소리예요. 무엇을 읽어 드릴까요?"],
  ["nb", "Hei! Slik høres stemmen min ut. Skal jeg lese noe for deg?"],
  ["nl", "Hallo! Zo klinkt mijn stem. Zal ik je iets voorlezen?"],
  ["no", "Hei! Slik høres stemmen min ut. Skal jeg lese noe for deg?"],
  ["pl", "Cześć! Tak brzmi mój głos. Przeczytać ci coś?"],
  ["pt", "Olá! Esta é a minha voz. Quer que eu leia alguma coisa?"],
  ["ro", "Bună! Așa sună vocea mea. Să îți citesc ceva?"],
  ["ru", "Здравствуйте! Так звучит мой голос. Прочитать вам что-нибудь?"],
  ["sv", "Hej! Så här låter min röst. Ska jag läsa något för dig?"],
  ["tr", "Merhaba! Sesim böyle. Size bir şey okuyayım mı?"],
  ["uk", "Вітаю! Так звучить мій голос. Прочитати вам щось?"],
  ["vi", "Xin chào! Giọng của tôi nghe như thế này. Tôi đọc cho bạn nghe gì nhé?"],
  ["zh", "你好！这就是我的声音。要我给你读点什么吗？"],
]);
