//! The state of the board and its changes by keys. No I/O.

use super::card::Card;
use super::keys::Key;
use crate::ops::board::{Board, BoardDeal};
use crate::text;

#[derive(Debug, Default)]
pub struct State {
    pub board: Board,
    /// The index of the stage with the cursor.
    pub stage: usize,
    /// The index of the cursor among the cards of the stage that match the filter.
    pub row: usize,
    pub filter: String,
    pub view: BoardView,
    pub status: Status,
    pub is_read_only: bool,
    /// The size of the terminal in columns and lines.
    pub size: (usize, usize),
}

/// Number of lines below the board: the status and the keys.
pub const FOOTER: usize = 2;
/// Number of lines of a deal on the board.
pub const DEAL_LINES: usize = 3;
/// Maximum number of lines above the deals: the heading, and an empty line.
const MOST_ABOVE: usize = 5;

#[derive(Debug, Default, PartialEq, Eq)]
pub enum BoardView {
    #[default]
    Stages,
    /// The filter is being typed.
    Filter,
    Card(Card),
    Help,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub enum Status {
    #[default]
    Empty,
    Note(String),
    /// Shown until a key is pressed.
    Error(String),
}

/// An action that a key triggers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Quit,
    /// Ctrl-C, where it does not send a signal.
    Cancel,
    Move {
        deal: u64,
        stage: u64,
    },
    Win(u64),
    Lose(u64),
    Edit(u64),
    Open(u64),
    Show(u64),
    /// Read the history of the deal whose card is shown.
    History(u64),
    Undo,
    Refresh,
}

/// The keys that `?` lists, in 40 columns and 15 lines: key, action, and whether it writes. A read-only
/// board omits those that write.
pub const KEYS: [(&str, &str, bool); 14] = [
    ("arrows, hjkl", "Move the cursor", false),
    ("PgUp, PgDn", "Move it by a screen", false),
    ("Home, End", "First or last card", false),
    ("H, L", "Move the deal by a stage", true),
    ("w", "Mark the deal as won", true),
    ("x", "Mark the deal as lost", true),
    ("e", "Edit the deal", true),
    ("u", "Undo the last write", true),
    ("Enter", "Show the deal", false),
    ("Enter, h", "Its history (80 tokens)", false),
    ("o", "Open it in the browser", false),
    ("/", "Filter (Esc clears it)", false),
    ("r", "Read the deals again", false),
    ("q, Esc", "Leave", false),
];

impl State {
    pub fn new(board: Board, is_read_only: bool) -> State {
        let state = State { board, is_read_only, ..State::default() };
        State { stage: state.first_stage().unwrap_or(0), ..state }
    }

    /// The cards of a stage that match the filter.
    pub fn cards(&self, stage: usize) -> Vec<&BoardDeal> {
        let wanted = text::fold(&self.filter);
        let fits = |deal: &&BoardDeal| {
            if wanted.is_empty() {
                return true;
            }
            let words = format!("{} {} {} {}", deal.id, deal.title, deal.owner, deal.value);
            text::fold(&words).contains(&wanted)
        };
        let deals = self.board.stages.get(stage).map(|stage| stage.deals.as_slice());
        deals.unwrap_or_default().iter().filter(fits).collect()
    }

    /// The deal under the cursor.
    pub fn current(&self) -> Option<&BoardDeal> {
        self.cards(self.stage).get(self.row).copied()
    }

    /// Replaces the deals. The cursor stays on its deal, even in another stage, or else at its position.
    pub fn set_board(&mut self, board: Board) {
        let current = self.current().map(|deal| deal.id);
        self.board = board;
        let found = current.and_then(|id| {
            (0..self.board.stages.len()).find_map(|stage| {
                let row = self.cards(stage).iter().position(|deal| deal.id == id)?;
                Some((stage, row))
            })
        });
        if let Some((stage, row)) = found {
            (self.stage, self.row) = (stage, row);
        }
        self.keep_cursor();
    }

    /// Keeps the cursor within the cards.
    fn keep_cursor(&mut self) {
        self.stage = self.stage.min(self.board.stages.len().saturating_sub(1));
        self.row = self.row.min(self.cards(self.stage).len().saturating_sub(1));
    }

    /// Number of visible lines of a card.
    pub fn card_lines_shown(&self) -> usize {
        self.size.1.saturating_sub(FOOTER)
    }

    pub fn press(&mut self, key: Key) -> Option<Action> {
        let (width, shown) = (self.size.0, self.card_lines_shown());
        if key == Key::CtrlC {
            return Some(Action::Cancel);
        }
        // The key was meant for the state after a success, so it only clears the error.
        if matches!(self.status, Status::Error(_)) {
            self.status = Status::Empty;
            return None;
        }
        self.status = Status::Empty;
        match &mut self.view {
            BoardView::Stages => return self.press_on_board(key),
            BoardView::Filter => self.press_in_filter(key),
            BoardView::Help => self.view = BoardView::Stages,
            BoardView::Card(card) => {
                let page = isize::try_from(shown.max(1)).unwrap_or(isize::MAX);
                let by = match key {
                    Key::Down | Key::Char('j') => 1,
                    Key::Up | Key::Char('k') => -1,
                    Key::PageDown => page,
                    Key::PageUp => -page,
                    Key::End => isize::MAX,
                    Key::Home => isize::MIN,
                    Key::Char('h') if card.history.is_none() => {
                        return Some(Action::History(card.deal));
                    }
                    _ => {
                        self.view = BoardView::Stages;
                        return None;
                    }
                };
                card.scroll(by, width, shown);
            }
        }
        None
    }

    /// Adds a pasted text to the filter that is being typed; elsewhere it does nothing.
    pub fn paste(&mut self, text: &str) {
        if self.view == BoardView::Filter {
            for c in text.chars().filter(|c| !c.is_control()) {
                self.press(Key::Char(c));
            }
        } else {
            self.status = Status::Note("the pasted text was ignored".to_owned());
        }
    }

    fn press_in_filter(&mut self, key: Key) {
        match key {
            Key::Char(c) => self.filter.push(c),
            Key::Backspace => drop(self.filter.pop()),
            Key::Esc => {
                self.filter.clear();
                self.view = BoardView::Stages;
            }
            Key::Enter => self.view = BoardView::Stages,
            _ => {}
        }
        // The matching cards may be in a stage that is not visible.
        if self.cards(self.stage).is_empty() {
            self.stage = self.first_stage().unwrap_or(self.stage);
        }
        self.keep_cursor();
    }

    /// The first stage with cards.
    fn first_stage(&self) -> Option<usize> {
        (0..self.board.stages.len()).find(|stage| !self.cards(*stage).is_empty())
    }

    /// The reason why there are no cards, if so.
    pub fn no_cards(&self) -> Option<&'static str> {
        match self.first_stage() {
            Some(_) => None,
            None if self.filter.is_empty() => Some("no open deals"),
            None => Some("no deal matches the filter"),
        }
    }

    fn press_on_board(&mut self, key: Key) -> Option<Action> {
        let rows = self.cards(self.stage).len();
        let page = (self.size.1.saturating_sub(FOOTER + MOST_ABOVE) / DEAL_LINES).max(1);
        match key {
            Key::Left | Key::Char('h') => self.stage = self.stage.saturating_sub(1),
            Key::Right | Key::Char('l') => self.stage += 1,
            Key::Up | Key::Char('k') => self.row = self.row.saturating_sub(1),
            Key::Down | Key::Char('j') => self.row += 1,
            Key::PageUp => self.row = self.row.saturating_sub(page),
            Key::PageDown => self.row += page,
            Key::Home => self.row = 0,
            Key::End => self.row = rows,
            Key::Char('/') => self.view = BoardView::Filter,
            Key::Char('?') => self.view = BoardView::Help,
            Key::Char('r') => return Some(Action::Refresh),
            Key::Char('u') => return self.write(Action::Undo),
            Key::Char('q') => return Some(Action::Quit),
            Key::Esc if self.filter.is_empty() => return Some(Action::Quit),
            Key::Esc => self.filter.clear(),
            key => return self.press_on_deal(key),
        }
        self.keep_cursor();
        None
    }

    fn press_on_deal(&mut self, key: Key) -> Option<Action> {
        let deal = self.current()?.id;
        match key {
            Key::Enter => Some(Action::Show(deal)),
            Key::Char('o') => Some(Action::Open(deal)),
            Key::Char('w') => self.write(Action::Win(deal)),
            Key::Char('x') => self.write(Action::Lose(deal)),
            Key::Char('e') => self.write(Action::Edit(deal)),
            Key::Char('H') => self.move_to(deal, self.stage.checked_sub(1)),
            Key::Char('L') => self.move_to(deal, self.stage.checked_add(1)),
            _ => None,
        }
    }

    fn move_to(&mut self, deal: u64, place: Option<usize>) -> Option<Action> {
        let stage = place.and_then(|place| self.board.stages.get(place));
        let Some(stage) = stage.map(|stage| stage.id) else {
            self.status = Status::Note("there is no stage on this side".to_owned());
            return None;
        };
        self.write(Action::Move { deal, stage })
    }

    fn write(&mut self, action: Action) -> Option<Action> {
        if self.is_read_only {
            self.status = Status::Note("the board is read-only (--read-only)".to_owned());
            return None;
        }
        Some(action)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::amount::Amount;
    use crate::model::record::Record;
    use crate::ops::board::BoardStage;

    fn board(stages: &[&[u64]]) -> Board {
        let deal = |id: &u64| BoardDeal {
            id: *id,
            title: format!("Roof {id}"),
            amount: Amount::default(),
            currency: "EUR".to_owned(),
            value: "0 EUR".to_owned(),
            owner: "Élodie".to_owned(),
            days: None,
            is_rotting: false,
            record: Record::from_text("{}".into()).unwrap(),
        };
        let stages = stages.iter().enumerate().map(|(place, deals)| BoardStage {
            id: place as u64 + 10,
            name: format!("Stage {place}"),
            deals: deals.iter().map(deal).collect(),
        });
        Board { stages: stages.collect() }
    }

    fn press(state: &mut State, keys: &str) -> Vec<Action> {
        keys.chars().filter_map(|c| state.press(Key::Char(c))).collect()
    }

    fn state() -> State {
        State::new(board(&[&[], &[1, 2, 3], &[4]]), false)
    }

    fn cursor(state: &State) -> Option<u64> {
        state.current().map(|deal| deal.id)
    }

    #[test]
    fn the_cursor_moves_within_the_cards() {
        let mut state = state();
        assert_eq!(cursor(&state), Some(1), "the first stage with deals");
        press(&mut state, "jjjj");
        assert_eq!(cursor(&state), Some(3));
        press(&mut state, "llll");
        assert_eq!(cursor(&state), Some(4));
        press(&mut state, "hhhh");
        assert_eq!((state.stage, cursor(&state)), (0, None));
        assert_eq!(press(&mut state, "wxeoHL"), [], "there is no deal");
    }

    #[test]
    fn keys_become_actions() {
        let mut state = state();
        let actions = press(&mut state, "jHLwxeour");
        let expected = [
            Action::Move { deal: 2, stage: 10 },
            Action::Move { deal: 2, stage: 12 },
            Action::Win(2),
            Action::Lose(2),
            Action::Edit(2),
            Action::Open(2),
            Action::Undo,
            Action::Refresh,
        ];
        assert_eq!(actions, expected);
        assert_eq!(state.press(Key::Enter), Some(Action::Show(2)));
        assert_eq!(state.press(Key::Esc), Some(Action::Quit));
        press(&mut state, "l");
        assert_eq!(press(&mut state, "L"), []);
        assert_eq!(state.status, Status::Note("there is no stage on this side".to_owned()));
    }

    #[test]
    fn a_read_only_board_does_not_write() {
        let mut state = State { is_read_only: true, ..state() };
        assert_eq!(press(&mut state, "HLwxeu"), []);
        assert!(matches!(state.status, Status::Note(_)));
        assert_eq!(press(&mut state, "o"), [Action::Open(1)]);
    }

    #[test]
    fn the_filter_hides_cards_until_it_is_cleared() {
        let mut state = state();
        assert_eq!(press(&mut state, "jj/roof 2"), []);
        assert_eq!((state.view == BoardView::Filter, cursor(&state)), (true, Some(2)));
        state.press(Key::Enter);
        assert_eq!(press(&mut state, "w"), [Action::Win(2)]);
        state.press(Key::Esc);
        assert_eq!(state.cards(1).len(), 3);
        press(&mut state, "/roof 4");
        assert_eq!((state.stage, cursor(&state)), (2, Some(4)), "the stage with what is left");
        press(&mut state, "4");
        assert_eq!(state.no_cards(), Some("no deal matches the filter"));
        state.press(Key::Esc);
        assert_eq!((state.no_cards(), State::default().no_cards()), (None, Some("no open deals")));
        press(&mut state, "/elod");
        assert_eq!(state.cards(1).len(), 3, "accents and case are ignored");
    }

    #[test]
    fn a_refresh_keeps_the_cursor_on_its_deal() {
        let mut state = state();
        press(&mut state, "jj");
        state.set_board(board(&[&[3], &[1, 2], &[4]]));
        assert_eq!((state.stage, state.row), (0, 0));
        state.set_board(board(&[&[], &[1, 2], &[4]]));
        assert_eq!(cursor(&state), None);
        state.set_board(board(&[&[], &[1, 2], &[4]]));
        press(&mut state, "lj");
        state.set_board(board(&[&[], &[1], &[4]]));
        assert_eq!(cursor(&state), Some(1), "the place of a deal that is gone");
    }

    #[test]
    fn the_next_key_only_clears_an_error() {
        let mut state = state();
        state.status = Status::Error("no".to_owned());
        assert_eq!(press(&mut state, "w"), []);
        assert_eq!(state.status, Status::Empty);
        assert_eq!(press(&mut state, "w"), [Action::Win(1)]);
        assert_eq!(state.press(Key::CtrlC), Some(Action::Cancel));
    }
}
