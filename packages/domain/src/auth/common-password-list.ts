/**
 * What people choose most, lower case, without the digits and signs they hang on it. Words shorter than eight letters
 * are here as well, because "dragon" comes as "dragon12".
 */
const words = `
aaron abcdef abcdefg abcdefgh abcdefghi access account action adidas admin administrator airborne alexander alexandra
alison amanda amazing america american anderson andrea andrew angel angela animal anthony antonio apple arsenal
arthur asdfasdf ashley asshole august austin autumn avatar awesome babygirl badboy badger bailey banana bandit barbara barcelona
barney baseball basketball batman beatles beautiful beaver benjamin berlin bigdaddy bigdog birthday biteme blink bond bonnie
booboo boomer boston bradley brandon brandy brazil brian brittany bronco broncos brooklyn bubbles buddy buffalo bulldog
bulldogs bullshit buster butter butterfly butthead caesar california calvin camaro cameron canada captain carlos carolina caroline
cartman casper chance changeme changeit changethis charles charlie cheese chelsea cherry chester chevy chicago chicken chocolate
chris christian christina christine classic claudia cocacola coffee college colorado company compaq computer connor cookie cookies
cooper copper corvette courtney cowboy cowboys creative cricket cronicl crystal daddy dakota dallas daniel daniela danielle darkness
darkside david december default demo dennis denver destiny dexter diablo diamond digital disney doctor dolphin dolphins donald
dragon dragonball dragons dreamer dreams drowssap drummer ducati eagles eclipse einstein elephant elizabeth eminem enigma
england enter everton explorer facebook falcon family fantasy february fender ferrari firebird fishing flower flowers fluffy
football forever france frances francis frankie franklin freddy freedom friday friend friends fuckme fuckoff fuckyou fuckyou gabriel
gandalf garfield gateway gemini general genesis genius george georgia germany gibson ginger giants godzilla goldfish golfer
goodluck google gordon gregory guest guitar gunner hacker hammer hannah happy hardcore harley hatred heather heaven hello
helloworld helpme hockey holiday homer honda hooters hotdog house houston howard hunter iceman icecream iloveme iloveu iloveyou
infinity instagram internet ireland ironman isabella jackson jaguar january jasmine jason jasper jeffrey jennifer jeremy jessica
jessie jesus jesuschrist jimmy johannes johnny johnson jonathan jordan joseph joshua julian july june junior jupiter justice
justin juventus karina katherine kawasaki kevin killer kimberly kingdom kitten kitty knight kristina lacrosse lakers
lasvegas lauren legend leonardo letmein liberty linkedin liverpool lizard login logitech london loser louise lovelove lovely
loveme lover lovers loveyou lucky maddog madison madonna maggie magic manager manchester manutd march marina marine
marines marlboro marshall martin marvin master matrix matthew maverick maximus maxwell melanie melissa mercedes mercury merlin
metallic metallica mexico michael michelle michigan mickey midnight miller minecraft mitchell mohammed monday money monica
monkey monster montana morgan mother motorola mountain mozart muffin murphy music mustang myspace naruto natalie natasha
nathan naughty newpass newpassword newyork nicholas nicole nikita nintendo nirvana nissan nothing november october olivia oliver
online orange packers pakistan panther panthers paradise parker pass passion passport password passwort passw parola patches patricia
patrick patriots peaches peanut pearljam penguin pepper phantom phoenix picard platinum playboy player please pokemon
police poohbear pookie popcorn porsche portugal predator prince princess princesse private pumpkin purple pussycat qazwsx qazwsxedc
qweasd qweasdzxc qwert qwerty qwertyui qwertz rabbit rachel racing raiders rainbow ranger rangers raptor rebecca redskins redsox
redwings richard robert rocket ronaldo root rosebud runescape runner russia sabrina samantha samson samsung samuel
sandman sandra saturday saturn scarface school scooby scooter scorpio scorpion scotland secret security september sergey server
service shadow shannon sharon shelby sierra silver simple simpsons skippy skyline slayer slipknot smokey snickers
sniper snoopy snowball snowman soccer softball sophie spanky sparky speedy spencer spider spiderman spirit spitfire spring
stargate startrek starwars steelers stella stephanie steven student success summer sunday sunflower sunshine super superman
superstar superuser support suzuki sweet sweetheart swordfish sydney system taylor teacher temp temporary tennis teresa test tester
testing testtest texas thomas thunder thursday tiffany tigger tiger tigers timothy tinker tinkerbell titanic toyota travis trinity
trouble trustno tuesday tucker turtle tweety twitter united user username valentina vampire vanessa veronica victor victoria
victory viking vikings vincent viper virginia vision volcom voyager walter warcraft warrior webmaster wednesday welcome westside
whatever wildcat wildcats william williams willow windows winner winston winter wizard wolfpack wolverine wombat wordpass yahoo
yamaha yankee yankees yellow zachary zombie zxcvbn
`

/** Favourites whose digits are part of them. */
const whole = `
007007007 01011980 01012011 0123456789 10203040 112233445566 11223344 1122334455 12341234 123123123 1234qwer
123456ab 123456qwerty 12344321 1234554321 123654789 12qw34er 134679852 142536789 147258369 147852369 159357258 159753852
1a2b3c4d 1a2b3c4d5e 1password 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz1qaz 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 1qaz@wsx
23456789 4815162342 741852963 753951852 789456123 852456789 963852741 987456321 a1b2c3d4 a1b2c3d4e5 abc12345 abc123456
abcd1234 abcd12345 admin1234 asdf1234 asdf12345 blink182 bond007007 iloveyou2 jordan23 l1verpool love1234 monkey123
ncc1701d ncc1701e p@ssw0rd p@ssword pa55word passw0rd q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6 qaz123wsx qazxsw21 qwe123asd
qwe123qwe qwer1234 qwerty12345 qwerty123456 rush2112 thx11381 trustno1 ysrh1234 z1x2c3v4 zaq12wsx zaq1zaq1 zaq1xsw2
`

const list = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

export const commonWords = list(words)
export const commonWholes = list(whole)
