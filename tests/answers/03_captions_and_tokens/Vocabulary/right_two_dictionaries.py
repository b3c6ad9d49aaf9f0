# different: two dictionaries, most_common after an alphabetical sort, a static method
class Vocabulary:
    def __init__(self):
        self.word_of = {0: "<pad>", 1: "<start>", 2: "<eos>", 3: "<unk>"}
        self.id_of = {}

    @staticmethod
    def from_captions(token_lists, min_count):
        self = Vocabulary()
        everything = sorted(w for words in token_lists for w in words)
        for word, count in Counter(everything).most_common():
            if count < min_count:
                break
            self.id_of[word] = len(self.word_of)
            self.word_of[len(self.word_of)] = word
        return self

    def __len__(self):
        return len(self.word_of)

    def encode(self, words):
        ids = [1]
        for word in words:
            ids.append(self.id_of[word] if word in self.id_of else 3)
        return ids + [2]

    def decode(self, ids):
        text = []
        for i in ids:
            word = self.word_of[i]  # KeyError for an id that does not exist
            if i == 2:
                break
            if i >= 4:
                text.append(word)
        return " ".join(text)
