//! Toetssteen.
pub mod evidence;
