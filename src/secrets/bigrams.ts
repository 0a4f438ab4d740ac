/**
 * How expected one character is after another in source text, ASCII case folded and digits taken together: first row the
 * characters themselves, then a row per preceding character. Each entry is -2 log2 of the probability in base 36,
 * counted over 60 MB of source, configuration and prose of public repositories. The last class is every other byte.
 */
const CLASSES = 'abcdefghijklmnopqrstuvwxyz0_-./=:"\' +';
const TABLE =
  '9ebb7cdc9ifbc99bj998beffejbefdeeeee5l6' +
  'fb89je9iale687l9m775beegdgehjfhpgifatc' +
  '6ddf5hhh99k6di8gjabf6jkj8mbehaemgfgbqa' +
  '7icg6hj7bp99fj4gm9d6bjkkeoeejdhmgij9rb' +
  '7eea4fhi7jfcff9elcaebgjifmdbebhhcdf5n7' +
  'ag98dbeiemiaa7fcd678hcdaelfcfciiceg6q8' +
  '8jge99hl5mlabe6hm9cb8nlmfpcdgcilfgi5q9' +
  'bifi4hca7mjbda9gl89d9gjmilhcfbckdee6p7' +
  '5ifg3iii7mjfeh7gmce8bljnfnfcgdhjefg8oa' +
  'bc88a9alkkh8947ckb76jcofmdlkiiksjmieme' +
  '9fgg4giicifgeh7gii3hahciiheijehmjlfdjc' +
  '8ffe4dbg7jiddbafjc9c9gelhkbbebcjded7n8' +
  '7gfa5cij6ii7gh7eoha99fiobohdfdglegh8p8' +
  '5bge4gil7midaf86lgabbijmgmhefddnhhh9rb' +
  '8j878b7i9jeeed9dmf76cdkpenjdgcildff6q9' +
  'dcb8gacldhc984a9o5a98bbijlkfhfgphhi9ud' +
  '6hdd5ihd9pf8ii79m6b7ahjjapfehcgnfhibqa' +
  'eighfjhhfjhafghgfhgh1hgjhhcehbkiccf8la' +
  '7gbd4dcl7peec97eo899adiqcpgehdilegh7q9' +
  'biag5hga8mdfgg9ajf85ahgocmicfadjbdg6n8' +
  '8jcg6fk66okefh8do7ab9jhg9lebfbhkeeg7p8' +
  'b9ac7cdl9mj796h9q576jjmiljjlnjopmohdrh' +
  '4hgh3jhl5njihhbhghfhfhjlkk8ghdglichbra' +
  '6hed7fg74ljfe97ej89dhicjklfdfcjngfg8m9' +
  'aeafaekhamkheig6kgg5jil7fl5cechgbeh8g7' +
  'bfbedgghbkicbaa5mc88gfgjjjeadafhb9e5p7' +
  '6fef2hgd9heedf9gjgfg8fefcdcehbhjgbcam9' +
  'cdddddkjklkjjjjhkjfikil8ki2ec8fnccf8j5' +
  '8a7999bc8gda99a8h978bbchkidaskqqmimcxa' +
  'acabbbcebigbbccaib9accehkh7r4doisgk7k6' +
  'ac8b9bbd9febaaa9ja89ccdiin8gt9epqeh8o6' +
  'bdbbeebcdfeddeeblcaafdehllclpf3qngj4r8' +
  'jljjlimllsnkjjmkrjigllonosfqpnm7xag1s4' +
  'ffeffeijfmlhgdieoedfhijnopaoloa789e2t6' +
  'bdabbbbdciedccebkcaacdegjlcgfedm8ai8l3' +
  'accdbcdddhddcdfckdaaffeihggjjehnchc5o3' +
  'adbcbcffajhddcccmca9efdkjmcifihbfcb2j7' +
  'eefhgeeheicdhfbfjecgh5idgf8oefh7hdg476' +
  'efdeedhhchjgfeeelccdhfiimoejifcggdd5k2';

const SIZE = CLASSES.length + 1;
const DIGIT = CLASSES.indexOf('0');

const classOf = Uint8Array.from({ length: 256 }, (_, byte) => {
  const char = String.fromCharCode(byte).toLowerCase();
  const at = byte > 127 ? -1 : CLASSES.indexOf(/\d/.test(char) ? '0' : char);
  return at < 0 ? SIZE - 1 : at;
});
const costs = Uint8Array.from(TABLE, (digit) => Number.parseInt(digit, 36));

/** Half bits by which the byte surprises after the one before it, or at a start. */
export function surprise(byte: number, before?: number): number {
  const row = before === undefined ? 0 : classOf[before & 255]! + 1;
  return costs[row * SIZE + classOf[byte & 255]!]!;
}

/** Mean surprise of a text in bits per character; which digit it is counts, too. Words lie near 4, random text above 5.5. */
export function meanSurprise(text: string): number {
  let sum = 0;
  for (let i = 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    sum += surprise(code, text.charCodeAt(i - 1)) / 2 + (classOf[code & 255] === DIGIT ? Math.log2(10) : 0);
  }
  return text.length > 1 ? sum / (text.length - 1) : 0;
}
