/* SPDX-License-Identifier: Apache-2.0 */
#include "simulate_names.h"

#include <stdio.h>
#include <string.h>

const char *const names_female[NAMES_FEMALE] = {
	"Olivia",     "Amelia",   "Isla",      "Ava",      "Lily",    "Ivy",       "Freya",
	"Florence",   "Isabella", "Mia",       "Poppy",    "Ella",    "Grace",     "Sophia",
	"Evie",       "Rosie",    "Charlotte", "Sienna",   "Daisy",   "Willow",    "Sofia",
	"Emily",      "Phoebe",   "Ruby",      "Evelyn",   "Maya",    "Harper",    "Alice",
	"Matilda",    "Millie",   "Elsie",     "Isabelle", "Layla",   "Chloe",     "Jessica",
	"Elizabeth",  "Abigail",  "Katherine", "Hannah",   "Lucy",    "Eleanor",   "Victoria",
	"Megan",      "Samantha", "Rebecca",   "Holly",    "Molly",   "Bethany",   "Zara",
	"Aisha",      "Fatima",   "Maryam",    "Amina",    "Safiya",  "Khadija",   "Noor",
	"Priya",      "Anaya",    "Saanvi",    "Simran",   "Zofia",   "Maja",      "Oliwia",
	"Lena",       "Ioana",    "Elena",     "Yasmin",   "Leila",   "Chidinma",  "Adaeze",
	"Temperance", "Naomi",    "Esther",    "Miriam",   "Deborah", "Gabriella", "Alexandra",
	"Natasha",    "Danielle", "Nicole",    "Lauren",   "Paige",   "Georgia",   "Skye",
	"Summer",     "Scarlett", "Lola",      "Bonnie",   "Robyn",   "Erin",      "Niamh",
	"Caitlin",    "Sara",     "Sarah",     "Ann",      "Anne",
};

const char *const names_male[NAMES_MALE] = {
	"Oliver",    "George",   "Noah",        "Arthur",   "Leo",     "Harry",     "Muhammad",
	"Jack",      "Charlie",  "Oscar",       "Jacob",    "Henry",   "Thomas",    "Freddie",
	"Alfie",     "Theo",     "William",     "Archie",   "Joshua",  "Alexander", "James",
	"Isaac",     "Edward",   "Lucas",       "Tommy",    "Finley",  "Max",       "Logan",
	"Ethan",     "Mohammed", "Teddy",       "Benjamin", "Joseph",  "Sebastian", "Harrison",
	"Elijah",    "Adam",     "Daniel",      "Samuel",   "Riley",   "Michael",   "Matthew",
	"Nathaniel", "Zachary",  "Christopher", "Jonathan", "Andrew",  "Anthony",   "Ibrahim",
	"Yusuf",     "Hamza",    "Omar",        "Ali",      "Bilal",   "Abdullah",  "Idris",
	"Arjun",     "Rohan",    "Aarav",       "Vivaan",   "Jakub",   "Szymon",    "Filip",
	"Antoni",    "Andrei",   "Stefan",      "Mateo",    "Kwame",   "Emmanuel",  "Tobi",
	"Chidi",     "David",    "Reuben",      "Ezra",     "Caleb",   "Nicholas",  "Robert",
	"Patrick",   "Callum",   "Connor",      "Liam",     "Kieran",  "Declan",    "Jayden",
	"Kai",       "Tyler",    "Bradley",     "Corey",    "Reece",   "Jamie",     "Aidan",
	"Rory",      "Jon",      "John",        "Steven",   "Stephen",
};

const char *const names_family[NAMES_FAMILY] = {
	"Smith",       "Jones",     "Taylor",      "Brown",      "Williams",     "Wilson",
	"Johnson",     "Davies",    "Robinson",    "Wright",     "Thompson",     "Evans",
	"Walker",      "White",     "Roberts",     "Green",      "Hall",         "Wood",
	"Jackson",     "Clarke",    "Patel",       "Khan",       "Lewis",        "James",
	"Phillips",    "Ali",       "Mason",       "Mitchell",   "Rose",         "Davis",
	"Rodgers",     "Cox",       "Alexander",   "Singh",      "Begum",        "Hussain",
	"Ahmed",       "Mohamed",   "Malik",       "Iqbal",      "Shah",         "Kaur",
	"Sharma",      "Nowak",     "Kowalski",    "Wisniewska", "Popescu",      "Ionescu",
	"Silva",       "Santos",    "Garcia",      "Okafor",     "Adeyemi",      "Mensah",
	"Osei",        "Abubakar",  "Nguyen",      "Chen",       "Wong",         "Murphy",
	"Kelly",       "Sullivan",  "Walsh",       "Byrne",      "Ryan",         "Doyle",
	"Gallagher",   "MacDonald", "Campbell",    "Stewart",    "Robertson",    "Ross",
	"Morgan",      "Griffiths", "Hughes",      "Edwards",    "Price",        "Owen",
	"Powell",      "Jenkins",   "Harris",      "Martin",     "Cooper",       "King",
	"Lee",         "Baker",     "Harrison",    "Allen",      "Young",        "Scott",
	"Hill",        "Moore",     "Ward",        "Turner",     "Carter",       "Collins",
	"Parker",      "Bennett",   "Cook",        "Bailey",     "Shaw",         "Foster",
	"Richardson",  "Gray",      "Simpson",     "Marshall",   "Webb",         "Wells",
	"Hunt",        "Palmer",    "Holmes",      "Mills",      "Knight",       "Barnes",
	"Butler",      "Russell",   "Fisher",      "Stevens",    "Stephens",     "Reid",
	"Reed",        "Read",      "Clark",       "Harvey",     "Ellis",        "Andrews",
	"Lloyd",       "Fox",       "Chapman",     "Gibson",     "Pearce",       "Pierce",
	"West",        "Dean",      "Sutton",      "Barrett",    "Hayes",        "Burton",
	"Dixon",       "Dickson",   "Fletcher",    "Francis",    "Newman",       "Booth",
	"Marsden",     "Thorne",    "Hawkesworth", "Lidgate",    "Ashdowne",     "Penhale",
	"Brackenbury", "Tolliver",  "Wetherell",   "Sedgemoor",  "Quillfeather", "Harrowgate",
	"Millbrookes", "Dunstable", "Eastlake",    "Fenwicke",
};

static const struct {
	const char *given, *brief;
} shorts[] = {
	{ "Abigail", "Abbie" },   { "Alexander", "Alex" },   { "Alexandra", "Alex" },
	{ "Alfie", "Alf" },       { "Amelia", "Millie" },    { "Andrew", "Andy" },
	{ "Anthony", "Tony" },    { "Archie", "Arch" },      { "Arthur", "Art" },
	{ "Benjamin", "Ben" },    { "Bethany", "Beth" },     { "Bradley", "Brad" },
	{ "Caitlin", "Kate" },    { "Charlotte", "Lottie" }, { "Christopher", "Chris" },
	{ "Daniel", "Dan" },      { "Danielle", "Dani" },    { "Deborah", "Debbie" },
	{ "Edward", "Ted" },      { "Eleanor", "Ellie" },    { "Elijah", "Eli" },
	{ "Elizabeth", "Beth" },  { "Emily", "Em" },         { "Emmanuel", "Manny" },
	{ "Evelyn", "Evie" },     { "Florence", "Flo" },     { "Freddie", "Fred" },
	{ "Gabriella", "Gabby" }, { "Georgia", "Georgie" },  { "Harrison", "Harry" },
	{ "Henry", "Harry" },     { "Isabella", "Bella" },   { "Isabelle", "Izzy" },
	{ "Jacob", "Jake" },      { "Jakub", "Kuba" },       { "James", "Jim" },
	{ "Jessica", "Jess" },    { "Jonathan", "Jon" },     { "Joseph", "Joe" },
	{ "Joshua", "Josh" },     { "Katherine", "Katie" },  { "Khadija", "Khadi" },
	{ "Lucas", "Luke" },      { "Matilda", "Tilly" },    { "Matthew", "Matt" },
	{ "Megan", "Meg" },       { "Michael", "Mike" },     { "Mohammed", "Mo" },
	{ "Muhammad", "Mo" },     { "Natasha", "Tasha" },    { "Nathaniel", "Nathan" },
	{ "Nicholas", "Nick" },   { "Nicole", "Nicky" },     { "Oliver", "Ollie" },
	{ "Olivia", "Liv" },      { "Oliwia", "Ola" },       { "Patrick", "Paddy" },
	{ "Rebecca", "Becky" },   { "Robert", "Rob" },       { "Samantha", "Sam" },
	{ "Samuel", "Sam" },      { "Sebastian", "Seb" },    { "Sophia", "Sophie" },
	{ "Stephen", "Steve" },   { "Steven", "Steve" },     { "Thomas", "Tom" },
	{ "Victoria", "Vicky" },  { "William", "Will" },     { "Zachary", "Zach" },
	{ "Zofia", "Zosia" },
};

const char *names_short(const char *given)
{
	for (size_t i = 0; i < sizeof shorts / sizeof *shorts; i++)
		if (strcmp(shorts[i].given, given) == 0)
			return shorts[i].brief;
	return NULL;
}

void names_put_together(struct chance *chance, const char *const *heads, uint32_t n_heads,
			const char *const *tails, uint32_t n_tails, char ret[NAME_BYTES])
{
	snprintf(ret, NAME_BYTES, "%s%s", heads[chance_below(chance, n_heads)],
		 tails[chance_below(chance, n_tails)]);
}

/* A third of all surnames are among the common ones [l]. */
void names_make_surname(struct chance *chance, char ret[NAME_BYTES])
{
	static const char *const heads[] = {
		"Ash",  "Black", "Brad", "Brom",  "Burn",  "Chad", "Cold",  "Crow", "Dal",
		"Dun",  "East",  "Ever", "Fair",  "Farn",  "Gold", "Green", "Grim", "Had",
		"Hart", "Hazel", "High", "Hol",   "Kirk",  "Lang", "Lin",   "Long", "Mar",
		"Mid",  "Nor",   "Oak",  "Pem",   "Quen",  "Red",  "Ridge", "Row",  "Shel",
		"Stan", "Stock", "Swin", "Thorn", "Under", "Wake", "Wal",   "West", "Whit",
		"Wil",  "Win",   "Wood", "Wyn",   "Yar",
	};
	static const char *const tails[] = {
		"acre",  "bourne", "bridge", "brook", "bury", "by",    "combe", "croft",
		"dale",  "don",    "field",  "ford",  "gate", "ham",   "hurst", "land",
		"ley",   "low",    "man",    "mere",  "more", "ridge", "shaw",  "stead",
		"stone", "thorpe", "ton",    "wall",  "well", "wick",  "wood",  "worth",
	};

	if (chance_is(chance, 0.34))
		snprintf(ret, NAME_BYTES, "%s", names_family[chance_below(chance, NAMES_FAMILY)]);
	else
		names_put_together(chance, heads, sizeof heads / sizeof *heads, tails,
				   sizeof tails / sizeof *tails, ret);
}
